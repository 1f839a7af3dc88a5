"""Cases, demands, visits and late work for the board, and what its page says."""

import re
from datetime import date
from html import unescape

from governance.kernel.clock import clock, reminders
from projects.models import Demand, Visit
from tests.factories import disputes as make
from tests.factories.base import appoint, person

TODAY = date(2026, 11, 20)
DUE = reminders.Due("demand_accept", "projects.route", "受理需求")


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


# ------------------------------------------------------------ the ranking
def late(place, area, opened=date(2026, 11, 9)):
    with clock.travel(opened):
        return reminders.begin(appoint("volunteer_lead", area, person(area)), DUE)


def demand(place, area, due, answered=None, rating="", on=None):
    n = Demand.objects.count()
    answer = {"answer": "已修好", "answered_on": answered, "status": "answered"} if answered else {"status": "assigned"}
    if rating:
        answer |= {"status": "confirmed", "rating": rating, "rated_on": on or answered}
    return Demand.objects.create(
        number=f"X{n}",
        title=f"需求{n}",
        place="1 栋",
        area=area,
        category=place.category,
        accepted_on=date(2026, 9, 1),
        answer_due_on=due,
        created_by=place.office,
        **answer,
    )


def visit(place, post, day):
    return Visit.objects.create(
        number=f"V{Visit.objects.count()}",
        post=post,
        area=post.area,
        visited_on=day,
        household_count=1,
        summary="走访",
        created_by=place.office,
    )


def rank_rows(page):
    """{name of an area: [place, then one text for each cell]} of the ranking, and its heads."""
    table = re.search(r'id="rank-table">(.*?)</table>', page, re.DOTALL).group(1)
    rows = {}
    for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", table.partition("<tfoot>")[0], re.DOTALL):
        place, *cells = words(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row))
        rank, name = re.match(r"(\d+|—)(.*)", place).groups()
        rows[name] = [rank, *cells]
    return rows


def rate(page, label):
    """(value, the small line) of a headline rate."""
    found = re.search(
        rf'<span class="k">{label}</span><span class="v">([^<]*)<small>.*?<span class="d">(.*?)</a>', page
    )
    return found.group(1), re.sub(r"<[^>]+>", " ", found.group(2)).split()
