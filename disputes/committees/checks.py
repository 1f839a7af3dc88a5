"""What `verify` checks of mediation committees: the triggers that keep each at its level, and administrators out."""

from governance.kernel.upkeep.checks import expect_triggers
from governance.models import Appointment

from .models import MediationCommittee, Mediator

expect_triggers(MediationCommittee, "committee_level_fits")
expect_triggers(Mediator, "seat_of_no_administrator")
expect_triggers(Appointment, "administrator_without_seat")
