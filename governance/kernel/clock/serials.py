"""Numbers without gaps: each series counts on its own."""

from django.db import connection

from . import rules

TAKE = """
INSERT INTO governance_serial (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = governance_serial.last + 1 RETURNING last
"""


def take(series):
    """The next number of a series, "case:430202001012:2026", from 1.

    The series stays locked until the caller's transaction ends: a number of
    a rolled-back transaction is given out again, so none is ever missing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take() belongs inside the transaction of the row it numbers")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series])
        return cursor.fetchone()[0]


def number(kind, area, day, digits=5):
    """HT-XQ-2026-00042: the next of a kind in the area's district and that year (rule <kind>_number_prefix)."""
    prefix = rules.value(f"{kind}_number_prefix", day)
    return f"{prefix}-{day.year}-{take(f'{kind}:{area.code[:6]}:{day.year}'):0{digits}}"
