"""What `verify` checks of the registry: the triggers that keep its tallies."""

from governance.areas.models import Area
from governance.kernel.upkeep.checks import expect_triggers
from governance.organisations.models import Organisation
from governance.people.models.posts import Appointment

for counted in (Appointment, Organisation):
    expect_triggers(counted, "tally_insert", "tally_update", "tally_delete")
expect_triggers(Area, "tally_moved")
