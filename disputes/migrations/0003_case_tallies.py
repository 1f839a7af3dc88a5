"""A case's place follows the area tree, and boards read cells instead of counting cases.

`place_case` copies path, community and street of the area on each row, so
that lists filter by the row's own column; a moved area takes its cases along.
`tally_case` keeps cells of committees' cases by community and month of
acceptance (case), by street and kind (case:<kind>), by community and month of
closing (case_closed; case_days sums the days from acceptance), and the cells
of the stations' own register (station_case).  `verify` compares.
"""

from django.db import migrations

PLACE = """
CREATE FUNCTION place_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT path, community_id, street_id INTO NEW.area_path, NEW.community_id, NEW.street_id
    FROM governance_area WHERE id = NEW.area_id;
    RETURN NEW;
END $$;
CREATE TRIGGER case_place BEFORE INSERT OR UPDATE OF area_id ON disputes_mediationcase
    FOR EACH ROW EXECUTE FUNCTION place_case();
CREATE FUNCTION move_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE disputes_mediationcase c SET area_id = c.area_id
    FROM old_rows o JOIN new_rows w ON w.id = o.id
    WHERE c.area_id = o.id AND (o.path, o.community_id, o.street_id) IS DISTINCT FROM (w.path, w.community_id, w.street_id);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_move AFTER UPDATE ON governance_area REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION move_cases();
"""
PLACE_BACK = """
DROP TRIGGER cases_move ON governance_area;
DROP FUNCTION move_cases();
DROP TRIGGER case_place ON disputes_mediationcase;
DROP FUNCTION place_case();
"""

CELLS = """(VALUES
    (CASE WHEN r.station_id IS NULL THEN 'case' ELSE 'station_case' END,
        coalesce(r.community_id, r.street_id, r.area_id), r.accepted_on, 1),
    (CASE WHEN r.station_id IS NULL THEN 'case:' || r.kind END, coalesce(r.street_id, r.area_id), r.accepted_on, 1),
    (CASE WHEN r.station_id IS NULL THEN 'case_closed' ELSE 'station_closed' END,
        coalesce(r.community_id, r.street_id, r.area_id), r.closed_on, 1),
    (CASE WHEN r.station_id IS NULL THEN 'case_days' END,
        coalesce(r.community_id, r.street_id, r.area_id), r.closed_on, r.closed_on - r.accepted_on)
) AS cell(kind, area, day, n)"""
ADD = """
        INSERT INTO governance_tally (kind, area_id, month, state, n)
        SELECT cell.kind, cell.area, date_trunc('month', cell.day)::date, r.status, sum(r.sign * cell.n)
        FROM ({rows}) r CROSS JOIN LATERAL {cells}
        WHERE r.accepted_on IS NOT NULL AND cell.kind IS NOT NULL AND cell.day IS NOT NULL
        GROUP BY 1, 2, 3, 4 HAVING sum(r.sign * cell.n) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (kind, area_id, month, state) DO UPDATE SET n = governance_tally.n + excluded.n;"""
COLUMNS = "status, kind, station_id, community_id, street_id, area_id, accepted_on, closed_on"
NEW = f"SELECT 1 AS sign, {COLUMNS} FROM new_rows"
OLD = f"SELECT -1 AS sign, {COLUMNS} FROM old_rows"
KINDS = "kind IN ('case', 'station_case', 'case_closed', 'station_closed', 'case_days') OR kind LIKE 'case:%'"


def add(rows):
    return ADD.format(rows=rows, cells=CELLS)


TALLY = f"""
CREATE FUNCTION tally_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {add(NEW)}
    ELSIF TG_OP = 'DELETE' THEN {add(OLD)}
    ELSIF TG_OP = 'TRUNCATE' THEN
        DELETE FROM governance_tally WHERE {KINDS};
    ELSE {add(f"{NEW} UNION ALL {OLD}")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_tally_insert AFTER INSERT ON disputes_mediationcase REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_case();
CREATE TRIGGER case_tally_update AFTER UPDATE ON disputes_mediationcase
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_case();
CREATE TRIGGER case_tally_delete AFTER DELETE ON disputes_mediationcase REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_case();
CREATE TRIGGER case_tally_truncate AFTER TRUNCATE ON disputes_mediationcase
    FOR EACH STATEMENT EXECUTE FUNCTION tally_case();
{add(f"SELECT 1 AS sign, {COLUMNS} FROM disputes_mediationcase")}
"""
TALLY_BACK = f"""
DROP TRIGGER case_tally_insert ON disputes_mediationcase;
DROP TRIGGER case_tally_update ON disputes_mediationcase;
DROP TRIGGER case_tally_delete ON disputes_mediationcase;
DROP TRIGGER case_tally_truncate ON disputes_mediationcase;
DROP FUNCTION tally_case();
DELETE FROM governance_tally WHERE {KINDS};
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0002_indexes"), ("governance", "0008_registry_tallies")]
    operations = [migrations.RunSQL(PLACE, PLACE_BACK), migrations.RunSQL(TALLY, TALLY_BACK)]
