"""Intake: a dispute is reported, registered, accepted or turned away; an urgent one is reported and led."""

from django.apps import apps

from disputes.cases.attachments import APPLICATION
from disputes.cases.grounds import GROUNDS
from disputes.cases.models.cases import MediationCase
from disputes.cases.models.parties import Party
from disputes.cases.workflow import ACCEPT, CASE, REGISTER, REPORT
from disputes.committees.models import MediationCommittee
from governance.kernel.clock import clock, rules, serials
from governance.kernel.clock.messages import notify
from governance.kernel.figures.formats import provisional
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign

from . import parties as party_rules
from .records import read_changes, read_record


# ------------------------------------------------------------ registering
@CASE.step("register")
def register(case, *, actor, work, parties, note="", committee=None, application=(), oral_record="", **data):
    """Put a dispute on the register: its parties, its subject and its origin.

    parties     -- rows of the party form, see `actions.parties.check_parties`
    committee   -- MediationCommittee; none: the nearest one of the place
    application -- the written application as files; an oral one needs `oral_record`

    Raises Refused: application_missing, title_names_party, station_missing,
    no_committee, foreign_committee, and those of the parties.
    Event `disputes.mediation_case.register`.  Source: domain.md §2.2; 人民调解法 17.
    """
    assign(case, data)
    if case.pk is None:
        case.created_by = actor
        case.unit = unit_of(actor, case.area)
    faults = Faults()
    given = {"parties": parties, "application": application, "oral_record": oral_record, "committee": committee}
    rows = read_record(case, given, faults)
    faults.refuse()
    case.registered_on = clock.today()
    case.due_on = rules.deadline("mediation_accept", case.registered_on)
    case.parties_label = party_rules.label_of(Party(**row) for row in rows)

    def after(saved):
        party_rules.replace_parties(saved, rows)
        keep_files(saved, application, APPLICATION, actor)

    work.after(after)
    return {"facts": [["类别", case.get_kind_display()], ["来源", case.get_origin_display()]]}


@CASE.step("report")
def report(case, *, actor, area, note="", title, summary="", kind=MediationCase.Kind.OTHER, **data):
    """One line from a lead (or a demand): a clue that the community checks and registers.

    data may hold `demand_id`, `origin` and `origin_note` when another part of
    the portal reports.  Event `disputes.mediation_case.report`.
    """
    assign(case, data)
    case.area, case.title, case.summary, case.kind = area, title, summary, kind
    case.origin = data.get("origin") or MediationCase.Origin.OWN_INITIATIVE
    case.created_by = actor
    case.unit = unit_of(actor, area)
    case.committee = MediationCommittee.objects.for_place(area).first()
    case.registered_on = clock.today()
    case.due_on = rules.deadline("mediation_accept", case.registered_on)
    return {}


@CASE.step("edit")
def edit(case, *, actor, work, note="", parties=None, **data):
    """Correct what is registered.  The event names the fields, never their text."""
    before = {name: getattr(case, name) for name in data if hasattr(case, name)}
    assign(case, data)
    changed = [case._meta.get_field(name).verbose_name for name, old in before.items() if getattr(case, name) != old]
    known = list(case.parties.filter(is_current=True))
    faults = Faults()
    rows = read_changes(case, parties, known, faults)
    faults.refuse()
    if rows is None or not parties_differ(rows, known):
        return {"facts": [["修改内容", "、".join(map(str, changed)) or "无"]]}
    case.parties_label = party_rules.label_of(Party(**row) for row in rows)
    facts = [["修改内容", "、".join([*map(str, changed), "当事人"])]]
    work.after(lambda saved: party_rules.replace_parties(saved, rows))
    return {"facts": facts}


def parties_differ(rows, known):
    names = [field.name for field in Party._meta.fields if field.name not in ("id", "case", "is_current")]
    before = [[getattr(party, name) for name in names] for party in known]
    return [[row[name] for name in names] for row in rows] != before


def unit_of(actor, area):
    """The office that registers: community or street of the actor's post; for the clock the community of the place."""
    if actor is None:
        return area.community or area
    holding = [path for name in (REGISTER, REPORT, ACCEPT) for path in actor.scope(name).paths]
    wanted = next((path for path in holding if area.path.startswith(path)), area.path)
    parts = [part for part in wanted.split("/") if part][:2]
    path = "/" + "".join(f"{part}/" for part in parts)
    return apps.get_model("governance", "Area").objects.get(path=path)


def keep_files(case, uploads, kind, actor, caption=""):
    files.attach_all(case, uploads, kind=kind, actor=actor, caption=caption)


# ------------------------------------------------------------ acceptance
@CASE.step("accept")
def accept(case, *, actor, note=""):
    """Take the case: it gets its number, and the month of mediation begins.

    The number is gap-free in its committee (or station) and year.
    Refuses party_refuses, too_few_parties, own_registration, not_the_head.
    Event `disputes.mediation_case.accept`.  Source: domain.md §2.2; 人民调解法 17; 若干规定 33.
    """
    return take_up(case)


@CASE.step("accept_for_head")
def accept_for_head(case, *, actor, note=""):
    """The committee's supervisor accepts what its head registered himself; number and month as by the committee.

    Raises what `accept` raises.  Source: domain.md §2 (four eyes).
    """
    return take_up(case)


def take_up(case):
    """Give the case its number and begin the month of mediation."""
    case.accepted_on = clock.today()
    case.due_on = rules.deadline("mediation_close", case.accepted_on)
    case.number, case.numbered_by = next_number(case), None if case.station_id else case.committee
    return {
        "facts": [["案号", case.number], ["办结期限", provisional(clock.zh_date(case.due_on), case.is_provisional)]]
    }


def next_number(case):
    """（2026）野鸭冲人调字第001号; a station's cases count in its own series."""
    year = case.accepted_on.year
    if case.station_id:
        serial = serials.take_number(f"station:{case.station_id}:{year}")
        return f"（{year}）{case.station.short_name}站调字第{serial:03}号"
    serial = serials.take_number(f"case:{case.committee_id}:{year}")
    return f"（{year}）{case.committee.short_name}人调字第{serial:03}号"


@CASE.step("decline")
def decline(case, *, actor, reason, told_where, note=""):
    """Not taken: outside mediation's scope, or already with a court, the police or another organ.

    The parties are told why and where to go.  Raises reason_missing, told_where_missing.
    Source: 人民调解工作若干规定 22.
    """
    turn_away(case, reason, told_where, "请写明告知当事人的其他解决途径")


@CASE.step("refer")
def refer(case, *, actor, reason, told_where, note=""):
    """Handed to the organ that has to deal with it.  Raises reason_missing, told_where_missing."""
    turn_away(case, reason, told_where, "请写明转往的单位")
    return {"facts": [["转往", told_where]]}


@CASE.step("drop")
def drop(case, *, actor, reason, note=""):
    """A reported clue is no dispute, or is one already registered."""
    turn_away(case, reason, "—", "")


def turn_away(case, reason, told_where, sentence):
    if not reason.strip():
        raise Refused("请写明理由", "reason_missing", field="reason")
    if not told_where.strip():
        raise GROUNDS.refused(sentence, "told_where_missing", field="told_where")
    case.outcome_reason, case.told_where = reason.strip(), told_where.strip()


# ------------------------------------------------------------ urgency and the leader in charge
@CASE.step("report_urgent")
def report_urgent(case, *, actor, reported_to, reason, note=""):
    """The dispute may escalate or concern the police: it is reported to police or justice office, with the time.

    Raises reason_missing.  Source: 人民调解法 25.
    """
    if not reason.strip():
        raise Refused("请写明可能激化或者涉嫌违法的情形", "reason_missing", field="reason")
    case.is_urgent, case.urgent_at = True, clock.now()
    case.urgent_to, case.urgent_reason = reported_to, reason.strip()
    case.risk = MediationCase.Risk.HIGH
    return {"facts": [["报告给", reported_to]]}


@CASE.step("put_in_charge")
def put_in_charge(case, *, actor, leader, note=""):
    """A leader is responsible for the case from now on, and may read it.  Raises not_a_leader."""
    if not leader.can("governance.supervise", case):
        raise Refused(f"{leader.name}不分管{case.area.name}，请另选领导", "not_a_leader", field="leader")
    case.leader = leader
    notify(
        [leader],
        key=f"case:{case.pk}:in-charge",
        title="由您包案的纠纷",
        body=f"{case.number} {case}",
        url=case.get_absolute_url(),
    )
    return {"facts": [["包案领导", leader.signature()]]}
