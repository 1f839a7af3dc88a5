"""What `verify` checks of areas: the trigger that protects their codes."""

from governance.kernel.upkeep.checks import expect_triggers

from .models import Area

expect_triggers(Area, "area_guard")
