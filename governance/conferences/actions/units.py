"""The member units of an area's joint conference."""

from governance.conferences.workflow.units import LEAVING, UNIT
from governance.kernel.clock import reminders
from governance.kernel.steps.forms import assign


@UNIT.step("add")
def add_unit(seat, /, *, actor, note="", **data):
    """A unit shall join an area's conference; it counts once another person has agreed."""
    assign(seat, data)
    seat.created_by = actor
    return {"facts": [["单位", seat.unit.name]]}


@UNIT.step("confirm")
def confirm_unit(unit, *, actor, note=""):
    """Another person agrees: from now on the unit stands in the conference.  Refused: own_proposal."""


@UNIT.step("decline")
def decline_unit(unit, *, actor, note):
    """The unit does not join."""


@UNIT.step("edit")
def edit_unit(seat, /, *, actor, note="", **data):
    """Name another representative of the unit, or change its place in the order."""
    return assign(seat, data)


@UNIT.step("ask_stop")
def ask_stop_unit(unit, *, actor, work, note):
    """The unit shall leave the conference; until another person agrees it stands in it.  Refused: leaving_already."""
    work.after(open_question)
    return {"facts": [["单位", unit.unit.name]]}


@UNIT.step("stop")
def stop_unit(unit, *, actor, work, note=""):
    """The unit leaves the conference; it stays in the sittings to which it was already called.

    Refused: leaving_not_asked, own_proposal.
    """
    work.after(close_question)


@UNIT.step("keep")
def keep_unit(unit, *, actor, work, note=""):
    """The unit does not leave after all.  Refused: leaving_not_asked."""
    work.after(close_question)


def open_question(unit):
    reminders.begin(unit, LEAVING)


def close_question(unit):
    reminders.close(unit, LEAVING.task)


@UNIT.step("restart")
def restart_unit(unit, *, actor, note=""):
    """The unit shall join the conference again; it counts once another person has agreed."""
