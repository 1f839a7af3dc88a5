"""The member units of an area's joint conference."""

from governance.conferences.workflow.units import UNIT
from governance.kernel.steps.forms import assign


@UNIT.step("add")
def add_unit(seat, /, *, actor, note="", **data):
    """A unit joins an area's conference."""
    assign(seat, data)
    seat.created_by = actor
    return {"facts": [["单位", seat.unit.name]]}


@UNIT.step("edit")
def edit_unit(seat, /, *, actor, note="", **data):
    """Name another representative of the unit, or change its place in the order."""
    return assign(seat, data)


@UNIT.step("stop")
def stop_unit(unit, *, actor, note):
    """The unit leaves the conference; it stays in the sittings to which it was already called."""


@UNIT.step("restart")
def restart_unit(unit, *, actor, note=""):
    """The unit joins the conference again."""
