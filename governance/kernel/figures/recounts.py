"""Every cell of the tallies is counted anew from the rows it stands for.

keep_cells("SELECT 'kind', area, month, state, count(*) FROM … GROUP BY 1, 2, 3, 4")   # in checks.py of the concept
"""

from django.db import connection

COUNTED = []  # statements that give (kind, area, month, state, n), one for each kind or for several
COMPARE = """
SELECT x.kind, a.name || '（' || a.code || '）', to_char(x.month, 'YYYY-MM'), x.state, x.kept, x.counted
FROM (
    SELECT kind, area_id, month, state, sum(kept) AS kept, sum(counted) AS counted FROM (
        SELECT kind, area_id, month, state, n AS kept, 0 AS counted FROM governance_tally
        UNION ALL SELECT kind, area_id, month, state, 0, n FROM ({counted}) AS c(kind, area_id, month, state, n)
    ) both_sides GROUP BY 1, 2, 3, 4 HAVING sum(kept) <> sum(counted)
) x LEFT JOIN governance_area a ON a.id = x.area_id ORDER BY 1, 2, 3, 4
"""


def keep_cells(statement):
    """Name the rows that cells stand for; cells that no statement gives must be empty."""
    COUNTED.append(statement)


def faults():
    """Sentences: cells other than their rows."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE.format(counted=" UNION ALL ".join(f"({statement})" for statement in COUNTED)))
        return [
            f"tally {kind} of {area} in {month} {state}: {kept} by tally, {counted} by rows"
            for kind, area, month, state, kept, counted in cursor.fetchall()
        ]
