"""What `verify` checks of the registry: the triggers that keep its tallies."""

from governance.areas.models import Area
from governance.kernel.figures.recounts import keep_cells
from governance.kernel.upkeep.checks import expect_triggers
from governance.organisations.models import Organisation
from governance.people.models.posts import Appointment

for counted in (Appointment, Organisation):
    expect_triggers(counted, "tally_insert", "tally_update", "tally_delete")
expect_triggers(Area, "tally_moved")
for kind, table, state in (
    ("appointment", "governance_appointment", "role"),
    ("organisation", "governance_organisation", "kind"),
):
    keep_cells(
        f"SELECT '{kind}', coalesce(a.compound_id, a.community_id, a.street_id, a.id), DATE '2000-01-01', r.{state},"
        f" count(*) FROM {table} r JOIN governance_area a ON a.id = r.area_id WHERE r.status = 'active' GROUP BY 2, 4"
    )
