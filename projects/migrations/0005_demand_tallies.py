"""Accepted demands are counted as they change, for the boards.

Cells are (demand, community or the level above, month of acceptance),
(demand_category, street or the district, month of acceptance, category code)
and (demand_rated, community or the level above, month of the rating, or of the
answer while there is none, rating, `waiting` or `unrated`); a node that moves in the tree takes its numbers along.  `verify` compares the
cells with the rows.
"""

from django.db import migrations

COUNTS = "r.accepted_on IS NOT NULL AND r.status NOT IN ('new', 'invalid', 'merged')"
WIDE, NARROW = "coalesce({0}.street_id, {0}.id)", "coalesce({0}.community_id, {0}.street_id, {0}.id)"
KINDS = "kind IN ('demand', 'demand_category', 'demand_rated')"
RATED = """CASE
    WHEN r.rated_on IS NOT NULL THEN nullif(nullif(r.rating, ''), 'unrated')
    WHEN r.is_anonymous OR r.status NOT IN ('answered', 'confirmed', 'closed') THEN NULL
    WHEN r.status = 'answered' THEN 'waiting' ELSE 'unrated' END"""
ADD = """
        INSERT INTO governance_tally (kind, area_id, month, state, n)
        SELECT kind, cell, month, state, sum(n) FROM ({changes}) change
        GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (kind, area_id, month, state) DO UPDATE SET n = governance_tally.n + excluded.n;"""


def side(rows, sign, area="a", among=""):
    """What one side of a statement (rows, or places, before or after it) adds to the kinds of cells."""
    return f"""
        SELECT cell.kind, cell.cell, date_trunc('month', cell.day)::date AS month, cell.state, {sign} AS n
        FROM {rows} CROSS JOIN LATERAL (VALUES
            ('demand', {NARROW.format(area)}, r.accepted_on, ''),
            ('demand_category', {WIDE.format(area)}, r.accepted_on,
                (SELECT c.code FROM projects_demandcategory c WHERE c.id = r.category_id)),
            ('demand_rated', {NARROW.format(area)}, coalesce(r.rated_on, r.answered_on), {RATED})
        ) AS cell(kind, cell, day, state)
        WHERE {COUNTS} AND cell.state IS NOT NULL {among}"""


def of(rows, sign):
    return side(f"{rows} r JOIN governance_area a ON a.id = r.area_id", sign)


def moved(area, sign):
    joined = "old_rows o JOIN new_rows w ON w.id = o.id JOIN projects_demand r ON r.area_id = o.id"
    among = "AND (o.street_id, o.community_id) IS DISTINCT FROM (w.street_id, w.community_id)"
    return side(joined, sign, area, among)


FORWARD = f"""
CREATE FUNCTION tally_demand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD.format(changes=of("new_rows", 1))}
    ELSIF TG_OP = 'TRUNCATE' THEN
        DELETE FROM governance_tally WHERE {KINDS};
    ELSE {ADD.format(changes=f"{of('new_rows', 1)} UNION ALL {of('old_rows', -1)}")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_insert AFTER INSERT ON projects_demand REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_demand();
CREATE TRIGGER tally_update AFTER UPDATE ON projects_demand REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_demand();
CREATE TRIGGER tally_truncate AFTER TRUNCATE ON projects_demand
    FOR EACH STATEMENT EXECUTE FUNCTION tally_demand();
CREATE FUNCTION tally_moved_demands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {ADD.format(changes=f"{moved('w', 1)} UNION ALL {moved('o', -1)}")}
    RETURN NULL;
END $$;
CREATE TRIGGER tally_moved_demands AFTER UPDATE ON governance_area
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_moved_demands();
{ADD.format(changes=of("projects_demand", 1))}
"""
BACK = f"""
DROP TRIGGER tally_moved_demands ON governance_area;
DROP FUNCTION tally_moved_demands();
DROP TRIGGER tally_insert ON projects_demand;
DROP TRIGGER tally_update ON projects_demand;
DROP TRIGGER tally_truncate ON projects_demand;
DROP FUNCTION tally_demand();
DELETE FROM governance_tally WHERE {KINDS};
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_indexes"), ("governance", "0008_registry_tallies")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
