"""What `verify` recomputes of conferences: seals, the triggers that protect them, and budgets."""

from governance.kernel.models.events import Event
from governance.kernel.upkeep.checks import check, expect_triggers

from . import seals
from .models.agenda import AgendaItem, Interest, Vote
from .models.budgets import Budget
from .models.sittings import ConferenceMember, JointConference

expect_triggers(JointConference, "conference_stays_sealed")
expect_triggers(AgendaItem, "item_stays_sealed", "item_stays_with_votes", "consensus_has_names")
expect_triggers(ConferenceMember, "member_stays_sealed", "member_stays_with_decision")
expect_triggers(Vote, "vote_stays_sealed", "vote_stays_with_decision")
expect_triggers(Interest, "interest_stays_sealed", "interest_stays_with_decision", "interest_by_two_hands")


@check("seals")
def sealed_conferences():
    """Issued minutes are what they were, and none is missing from its chain."""
    found = seals.find_broken(JointConference.objects.sealed().order_by("area_id", "issued_at", "id").iterator())
    known = dict(JointConference.objects.sealed().order_by().values_list("pk", "seal"))
    issued = Event.objects.filter(kind="governance.joint_conference.issue").values_list("object_id", "data")
    for pk, data in issued.iterator():
        if known.get(pk) != data.get("seal"):
            found.append(f"conference {pk}: was issued with seal {str(data.get('seal'))[:16]}…, which is not there now")
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
