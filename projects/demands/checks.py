"""What `verify` checks of demands: the triggers that keep them and count them."""

from governance.kernel.figures.recounts import keep_cells
from governance.kernel.upkeep.checks import expect_triggers
from governance.models import Area

from .models.demands import Demand

COUNTED = """
FROM projects_demand r JOIN governance_area a ON a.id = r.area_id
WHERE r.accepted_on IS NOT NULL AND r.status NOT IN ('new', 'invalid', 'merged')
GROUP BY 2, 3, 4
"""

RATED = (  # rated, or answered and not rated by somebody whom one can ask
    "((r.rated_on IS NOT NULL AND r.rating NOT IN ('', 'unrated')) OR (r.rated_on IS NULL AND NOT r.is_anonymous"
    " AND r.status IN ('answered', 'confirmed', 'closed')))"
)
expect_triggers(Demand, "demand_no_delete", "tally_insert", "tally_update", "tally_truncate")
expect_triggers(Area, "tally_moved_demands")
keep_cells(
    "SELECT 'demand', coalesce(a.community_id, a.street_id, a.id), date_trunc('month', r.accepted_on)::date, '',"
    " count(*)" + COUNTED
)
keep_cells(
    "SELECT 'demand_category', coalesce(a.street_id, a.id), date_trunc('month', r.accepted_on)::date,"
    " (SELECT c.code FROM projects_demandcategory c WHERE c.id = r.category_id), count(*)" + COUNTED
)
keep_cells(
    "SELECT 'demand_rated', coalesce(a.community_id, a.street_id, a.id),"
    " date_trunc('month', coalesce(r.rated_on, r.answered_on))::date,"
    " CASE WHEN r.rated_on IS NOT NULL THEN r.rating WHEN r.status = 'answered' THEN 'waiting' ELSE 'unrated' END,"
    " count(*)" + COUNTED.replace("GROUP BY", f"AND {RATED} GROUP BY")
)
