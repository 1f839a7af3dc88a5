"""What `verify` checks of community funds: the trigger that keeps each at the level where it belongs."""

from governance.kernel.upkeep.checks import expect_triggers

from .models import CommunityFund

expect_triggers(CommunityFund, "fund_level")
