"""Numbers without gaps in each series, and how papers write them."""

from django.db import connection

from . import rules

NUMERALS = "零一二三四五六七八九十"
TAKE = """
INSERT INTO governance_serial (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = governance_serial.last + 1 RETURNING last
"""


def take_number(series):
    """The next number of a series, "case:430202001012:2026", from 1.

    The series stays locked until the caller's transaction ends: a number of
    a rolled-back transaction is given out again, so none is ever missing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take_number() belongs inside the transaction of the row it numbers")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series])
        return cursor.fetchone()[0]


def number(kind, area, day, digits=5):
    """HT-XQ-2026-00042: the next of a kind in the area's district and that year (rule <kind>_number_prefix)."""
    prefix = rules.value(f"{kind}_number_prefix", day)
    return f"{prefix}-{day.year}-{take_number(f'{kind}:{area.code[:6]}:{day.year}'):0{digits}}"


def chinese(number):
    """1–99 as headings count: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    words = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return words + (NUMERALS[ones] if ones or not tens else "")


def official_number(word, year, serial):
    """荷平安函〔2026〕3号: hexagonal brackets, no leading zero, no 第."""
    return f"{word}〔{year}〕{serial}号"
