"""Posts in office and active organisations are counted as they change, for the boards.

Cells are (kind, compound or the nearest level above, role or kind); a node
that moves in the tree takes its numbers along.  `verify` compares the cells
with the rows.
"""

from django.db import migrations

CELL = "coalesce({0}.compound_id, {0}.community_id, {0}.street_id, {0}.id)"
ADD = """
        INSERT INTO governance_tally (kind, area_id, month, state, n)
        SELECT kind, cell, DATE '2000-01-01', state, sum(n) FROM ({changes}) change
        GROUP BY kind, cell, state HAVING sum(n) <> 0 ORDER BY kind, cell, state
        ON CONFLICT (kind, area_id, month, state) DO UPDATE SET n = governance_tally.n + excluded.n;"""
COUNTED = (  # kind of the tally, table, column that is the cell's state
    ("appointment", "governance_appointment", "role"),
    ("organisation", "governance_organisation", "kind"),
)


def side(kind, state, rows, sign):
    """What one side of a statement (rows before or after it) adds to the cells."""
    return (
        f"SELECT '{kind}' AS kind, {CELL.format('a')} AS cell, r.{state} AS state, {sign} AS n "
        f"FROM {rows} r JOIN governance_area a ON a.id = r.area_id WHERE r.status = 'active'"
    )


def counting(kind, table, state):
    """The function and the three statement triggers that keep one table's cells."""
    new, old = side(kind, state, "new_rows", 1), side(kind, state, "old_rows", -1)
    return f"""
CREATE FUNCTION tally_{kind}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD.format(changes=new)}
    ELSIF TG_OP = 'DELETE' THEN {ADD.format(changes=old)}
    ELSE {ADD.format(changes=f"{new} UNION ALL {old}")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_{kind}();
CREATE TRIGGER tally_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_{kind}();
CREATE TRIGGER tally_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_{kind}();
{ADD.format(changes=side(kind, state, table, 1))}
"""


def moving():
    """Nodes that go below another compound or community carry their cells over."""
    changes = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {CELL.format(rows)} AS cell, r.{state} AS state, {sign} AS n "
        f"FROM old_rows o JOIN new_rows w ON w.id = o.id JOIN {table} r ON r.area_id = o.id AND r.status = 'active' "
        f"WHERE {CELL.format('o')} <> {CELL.format('w')}"
        for kind, table, state in COUNTED
        for rows, sign in (("w", 1), ("o", -1))
    )
    return f"""
CREATE FUNCTION tally_moved_areas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {ADD.format(changes=changes)}
    RETURN NULL;
END $$;
CREATE TRIGGER tally_moved AFTER UPDATE ON governance_area
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tally_moved_areas();
"""


def back(kind, table):
    drop = "".join(f"DROP TRIGGER tally_{when} ON {table};" for when in ("insert", "update", "delete"))
    return f"{drop} DROP FUNCTION tally_{kind}(); DELETE FROM governance_tally WHERE kind = '{kind}';"


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_indexes")]
    operations = [
        *[migrations.RunSQL(counting(kind, table, state), back(kind, table)) for kind, table, state in COUNTED],
        migrations.RunSQL(moving(), "DROP TRIGGER tally_moved ON governance_area; DROP FUNCTION tally_moved_areas();"),
    ]
