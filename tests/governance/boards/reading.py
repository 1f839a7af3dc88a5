"""Cases for the board, and what its page says."""

import re
from datetime import date
from html import unescape

from governance.kernel.clock import clock
from tests.factories import disputes as make

TODAY = date(2026, 11, 20)


def cases(room, n, on, **fields):
    with clock.travel(TODAY):
        make.stored(room, n, accepted_on=on, **{"status": "agreed", **fields})


def tile(page, label):
    """(value, the small line) of a headline figure."""
    found = re.search(
        rf'<span class="k">{label}</span><span class="v">([^<]*)<small>.*?<span class="d">(.*?)</a>', page
    )
    return found.group(1), re.sub(r"<[^>]+>", " ", found.group(2)).split()


def words(html):
    return [re.sub(r"<[^>]+>", "", unescape(part)).strip() for part in html]


def compared(page):
    """[[cell, …], …] of the comparison: head, rows, foot."""
    table = re.search(r'id="compare-table">(.*?)</table>', page, re.DOTALL).group(1)
    return [
        words(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]
