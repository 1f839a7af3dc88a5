"""What `verify` checks of organisations: the trigger that keeps each at the level where it belongs."""

from governance.kernel.upkeep.checks import expect_triggers

from .models import Organisation

expect_triggers(Organisation, "organisation_level")
