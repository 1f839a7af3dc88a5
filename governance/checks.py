"""What `manage.py verify` recomputes of governance: seals, counted results, budgets, figures, the facts themselves."""

from collections import defaultdict

from django.db import connection
from django.db.models import Count, Q

from governance import majorities, seals
from governance.kernel import desks
from governance.kernel.checks import check
from governance.kernel.metrics import METRICS, Period
from governance.kernel.records import Deadline, Event
from governance.models import AgendaItem, Area, Budget, Deliberation, JointConference, Objection, Supervision

GUARDS = {
    "governance_event": ("event_append_only",),
    "governance_area": ("area_guard", "tally_moved"),
    "governance_appointment": ("tally_insert", "tally_update", "tally_delete"),
    "governance_organisation": ("tally_insert", "tally_update", "tally_delete"),
    "governance_jointconference": ("conference_stays_sealed",),
    "governance_agendaitem": ("item_stays_sealed",),
    "governance_conferencemember": ("member_stays_sealed",),
    "governance_vote": ("vote_stays_sealed",),
    "governance_interest": ("interest_stays_sealed",),
    "governance_deliberation": ("deliberation_result_agrees",),
    "governance_motion": ("motion_result_agrees",),
}


@check("seals")
def sealed_conferences():
    """Issued minutes are what they were, and none is missing from its chain."""
    found = seals.broken(JointConference.objects.sealed().order_by("area_id", "issued_at", "id").iterator())
    known = dict(JointConference.objects.sealed().order_by().values_list("pk", "seal"))
    issued = Event.objects.filter(kind="governance.joint_conference.issue").values_list("object_id", "data")
    for pk, data in issued.iterator():
        if known.get(pk) != data.get("seal"):
            found.append(f"conference {pk}: was issued with seal {str(data.get('seal'))[:16]}…, which is not there now")
    return found


@check("deliberations")
def counted_results():
    """Every result is what its counts give by the rule kept with it, and publicity ran its days."""
    found = []
    rows = Deliberation.objects.exclude(passed=None).prefetch_related("motions").order_by("id")
    for row in rows.iterator(500):
        name = f"deliberation {row.pk} ({row.title})"
        if row.rule is None:
            found.append(f"{name}: has a result but no rule")
            continue
        quorate = majorities.all_met(row.quorum())
        results = [quorate and majorities.all_met(motion.conditions(row)) for motion in row.motions.all()]
        if row.is_quorate != quorate or [motion.passed for motion in row.motions.all()] != results:
            found.append(f"{name}: the recorded result is not what the counts give")
        elif row.passed != (results[0] if results else False):
            found.append(f"{name}: passed is {row.passed}, the counts give {results[:1]}")
        if row.status == "final" and row.publicity_until is None:
            found.append(f"{name}: final without publicity")
    for objection in Objection.objects.filter(status="open", deliberation__status="final"):
        found.append(f"objection {objection.pk}: open, but its deliberation {objection.deliberation_id} is final")
    return found


@check("budgets")
def budgets():
    """No year has granted more than it had."""
    found = []
    for budget in Budget.objects.select_related("area"):
        granted = AgendaItem.objects.funded(budget.area_id, budget.year).total()
        if granted > budget.amount:
            found.append(f"budget {budget.pk} ({budget.area.name} {budget.year}): granted {granted} of {budget.amount}")
    return found


@check("figures")
def figures():
    """A figure kept by a tally equals the rows it stands for, over the district and each street."""
    found = []
    for area in Area.objects.current().filter(level__in=("district", "street")).order_by("path"):
        period = Period(area)
        for metric in METRICS.values():
            cells = metric.cells(period)
            if cells is None:
                continue
            quick, counted = sum(cells.values_list("n", flat=True)), metric.counted(period)
            if quick != counted:
                found.append(f"figure {metric.code} of {area.name}: {quick} by tally, {counted} by rows")
    return found


@check("desks")
def desks_in_place():
    """Every open deadline lies on the desk of the nearest post that may act."""
    return [f"deadline {pk}: lies on another desk than that of area {desk}" for pk, desk in desks.misplaced()]


@check("supervisions")
def supervisions():
    """Each year's numbers have no gap, an open supervision urges open work, and every deadline knows how often."""
    found, last = [], {}
    for year, no, pk in Supervision.objects.order_by("year", "no").values_list("year", "no", "pk"):
        if no != last.get(year, 0) + 1:
            found.append(f"supervision {pk}: number {no} of {year} follows {last.get(year, 0)}")
        last[year] = no
    for row in Supervision.objects.open().exclude(deadline__closed_at=None):
        found.append(f"supervision {row.pk}: open, but deadline {row.deadline_id} is closed")
    standing = dict(Supervision.objects.counted().values_list("deadline").annotate(n=Count("pk")))
    said = Deadline.objects.open().filter(Q(urged_n__gt=0) | Q(pk__in=standing))
    for pk, n in said.values_list("pk", "urged_n"):
        if standing.get(pk, 0) != n:
            found.append(f"deadline {pk}: says {n} supervisions, there are {standing.get(pk, 0)}")
    return found


@check("guards")
def guards():
    """The triggers that guard facts and seals are there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        there = defaultdict(set)
        for table, name in cursor.fetchall():
            there[table].add(name)
    return [
        f"trigger {name} on {table} is missing or switched off"
        for table, names in GUARDS.items()
        for name in names
        if name not in there[table]
    ]
