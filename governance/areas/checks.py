"""What `verify` checks of areas: the trigger that protects their codes, and what stands at a wrong level."""

from governance.kernel.upkeep.checks import check, expect_triggers

from .levels import DECLARED
from .models import Area

expect_triggers(Area, "area_guard")


@check("levels")
def rows_at_their_level():
    """Posts, bodies, committees, funds and rolls stand at a level of the tree where they belong."""
    return [
        f"{declared.kind} {row.pk}: {getattr(row, declared.column)} at {row.area.code}, which is a {row.area.level}"
        for declared in DECLARED
        for row in declared.misplaced()
    ]
