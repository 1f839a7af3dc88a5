"""The register of foundations."""

from governance.kernel.clock import clock
from governance.kernel.steps.forms import assign

from .workflow import FOUNDATION


@FOUNDATION.step("link")
def link(foundation, *, actor, note="", **data):
    """A foundation works with the area from now on.  Event `funds.foundation.link`."""
    foundation.created_by = actor
    return assign(foundation, data)


@FOUNDATION.step("edit")
def edit(foundation, *, actor, note="", **data):
    """Correct what is known.  Event `funds.foundation.edit`."""
    return assign(foundation, data)


@FOUNDATION.step("end")
def end(foundation, *, actor, note=""):
    """The cooperation is over; the row stays.  Event `funds.foundation.end`."""
    foundation.ended_on = clock.today()
