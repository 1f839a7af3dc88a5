"""What `verify` checks of demands: the triggers that keep them and count them."""

from governance.kernel.upkeep.checks import expect_triggers
from governance.models import Area

from .models.demands import Demand

expect_triggers(Demand, "demand_no_delete", "tally_insert", "tally_update", "tally_truncate")
expect_triggers(Area, "tally_moved_demands")
