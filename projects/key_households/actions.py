"""Key households: marked by whoever keeps the register of a place, and taken back (domain.md §2.12)."""

from governance.kernel.clock import clock
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from governance.kernel.upkeep.crypto import blind_index
from governance.kernel.upkeep.disclosure import disclose

from .doors import door_key
from .obstacles import note_faults
from .workflow import KEY_HOUSEHOLD


@KEY_HOUSEHOLD.step("mark")
def mark(household, *, actor, note="", **data):
    """Mark a door of a building or staircase: it is on the round of every month from today on.

    door   -- as it stands on the door; one that names a staircase of the register is kept there
    reason -- why it is visited often, sealed

    Refuses place_missing, place_too_wide, place_ended, door_missing, door_unclear, stair_missing, reason_missing,
    names_somebody, marked_already.
    """
    assign(household, data)
    faults = Faults()
    note_faults(household, faults)
    faults.refuse()
    household.created_by = actor
    household.door_index = blind_index(door_key(household.door), "door")
    household.valid_from = clock.today()
    return {"facts": [["类别", household.get_category_display()]]}


@KEY_HOUSEHOLD.step("unmark")
def unmark(household, *, actor, note="", ended_for=""):
    """Take the mark back for a reason; what was visited stays.  Refuses reason_missing."""
    if not ended_for:
        raise Refused("请选择取消原因", "reason_missing", field="ended_for")
    household.ended_for, household.ended_on = ended_for, clock.today()
    return {"facts": [["取消原因", household.get_ended_for_display()]]}


@KEY_HOUSEHOLD.rehearsal("mark")
def rehearse_mark(household, given, faults, wrong):
    """Note what would be refused of a mark some fields of which are wrong."""
    note_faults(as_entered(household, given), faults)


def reveal(household, *, actor, reason):
    """Show door and reason in full and record who and why.  Event `projects.key_household.reveal`.

    Returns {"door", "reason"}.  Refuses reason_missing, not_allowed.  Source: domain.md §7.
    """
    if not household.is_opened_to(actor):
        raise NotAllowed("只有维护当地台账的岗位可以查看门牌和缘由")
    kind, fields = "projects.key_household.reveal", ("door", "reason")
    return disclose(household, kind, actor=actor, reason=reason, label="查看门牌和缘由", fields=fields)
