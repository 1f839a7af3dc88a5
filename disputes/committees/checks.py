"""What `verify` checks of mediation committees: the trigger that keeps each at the level where it belongs."""

from governance.kernel.upkeep.checks import expect_triggers

from .models import MediationCommittee

expect_triggers(MediationCommittee, "committee_level_fits")
