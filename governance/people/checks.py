"""What `verify` checks of posts: every open deadline is on the right desk."""

from governance.kernel.clock import desks
from governance.kernel.upkeep.checks import check


@check("desks")
def desks_in_place():
    """Every open deadline is on the desk of the nearest post that may act."""
    return [f"deadline {pk}: lies on another desk than that of area {desk}" for pk, desk in desks.misplaced()]
