"""The leaders' board: areas and days to choose, figures that equal their rows, last year."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.boards.board import Trend
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period, splits
from governance.models import Area

from .reading import TODAY, cases, compared, tile


# ------------------------------------------------------------ areas
def choices(page):
    menu = re.search(r'ht-places">(.*?)</ul>', page).group(1)
    return re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', menu)


def test_one_chooses_among_the_streets_and_below_a_street_among_its_communities(board, room):
    place = room.place
    page = board("?span=month")
    assert [name for _, name in choices(page)] == ["全区", "月塘街道", "桂花街道"]
    assert choices(page)[1][0] == f"?span=month&amp;area={place.street.code}"
    assert 'aria-current="page">全部镇街</span>' in page
    page = board(f"?area={place.street.code}")
    assert [name for _, name in choices(page)] == ["全区", "月塘街道", "野鸭冲社区", "桂花街道"]
    assert re.search(r'is-in-1" href="[^"]*" aria-current="true">月塘街道', page)
    assert f'<a href="?area={place.district.code}">荷塘区</a>' in page
    assert "社区排名" in page
    page = board(f"?area={place.community.code}")
    assert [name for _, name in choices(page)] == ["全区", "月塘街道", "野鸭冲社区", "荷馨苑", "桂花街道"]


def test_one_chooses_only_what_one_may_read(board, room):
    place = room.place
    page = board(user=room.street_user)
    assert [name for _, name in choices(page)] == ["月塘街道", "野鸭冲社区"]
    assert "<span>荷塘区</span>" in page
    assert "桂花街道" not in page
    for code in (place.district.code, place.other_street.code, "nowhere"):
        board(f"?area={code}", room.street_user, status=404)
    board("?area=%00", room.street_user, status=400)
    assert board(f"?area={place.community.code}", room.street_user)


def test_an_ended_street_is_not_offered(board, room):
    Area.objects.filter(pk=room.place.other_street.pk).update(status="ended", valid_until="2026-10-31")
    assert [name for _, name in choices(board())] == ["全区", "月塘街道"]


# ------------------------------------------------------------ days
def current_days(page):
    return re.search(r'aria-label="统计周期">.*?aria-current="true">([^<]*)</a>', page).group(1)


def test_ones_own_days(board, room):
    cases(room, 3, date(2026, 3, 5))
    cases(room, 4, date(2026, 5, 31))
    cases(room, 5, date(2026, 6, 1))
    page = board("?span=custom&from=2026-03-06&to=2026-05-31")
    assert tile(page, "受理纠纷")[0] == "4"
    assert current_days(page) == "自定义"
    assert "2026年3月6日至2026年5月31日" in page
    assert 'value="2026-03-06"' in page
    assert tile(board("?from=2026-03-06"), "受理纠纷")[0] == "9"
    assert tile(board("?to=2026-05-31"), "受理纠纷")[0] == "7"
    assert tile(board("?span=all"), "受理纠纷")[0] == "12"
    another = re.search(r'<a href="([^"]*)">本月</a>', page).group(1)
    assert "from" not in another
    assert 'id="own-days"' in board("?span=custom")
    assert current_days(board("?span=custom")) == "本月"


@pytest.mark.parametrize(
    ("query", "sentence", "typed"),
    [
        ("from=2026-06-01&to=2026-05-01", "起始日期不能晚于截止日期", ("2026-06-01", "2026-05-01")),
        ("from=2026-02-30", "起始日期“2026-02-30”不是日历上的日期，请写成 2026-01-31 这样", ("2026-02-30",)),
        ("to=昨天<b>", "截止日期“昨天&lt;b&gt;”不是日历上的日期", ("昨天&lt;b&gt;",)),
        ("from=2026-01-01&as_of=9999-12-31", "统计日期", ("2026-01-01",)),
        ("from=&to=", "请填写起始日期、截止日期，或其中一个", ()),
    ],
)
def test_days_that_are_none_get_a_sentence_and_stay(board, room, query, sentence, typed):
    cases(room, 3, date(2026, 11, 5))
    page = board(f"?span=custom&{query}")
    told = re.search(r'<p class="why" id="own-refusal" role="alert">(.*?)</p>', page).group(1)
    assert sentence in told
    assert "以下仍是本月的数字" in told
    for value in typed:
        assert f'value="{value}"' in page
    assert tile(page, "受理纠纷")[0] == "3"
    assert "collapse no-print show" in page
    exported = board(f"?span=custom&{query}&export=xlsx")
    assert "own-refusal" in exported


def test_days_in_the_middle_of_a_month_are_counted_from_the_rows(board, room):
    cases(room, 2, date(2026, 3, 5), closed_on=date(2026, 3, 15))
    cases(room, 1, date(2026, 3, 6), closed_on=date(2026, 3, 7))
    cases(room, 1, date(2026, 3, 7), status="mediating")
    page = board("?from=2026-03-02&to=2026-03-20&work=1")
    assert tile(page, "受理纠纷")[0] == "4"
    assert tile(page, "化解纠纷") == ("3", ["平均", "7.0", "天办结"])
    assert tile(page, "调解率") == ("75.00", ["3", "÷", "4"])
    assert compared(page)[-1][1:4] == ["4", "3", "75.00%"]


def test_the_edges_of_the_calendar(board):
    for query in (
        "from=0001-01-01",
        "from=9999-12-01",
        "to=9999-12-31",
        "from=0001-01-01&to=0001-01-31",
        "to=0001-01-01",
    ):
        board(f"?{query}")


def test_rows_of_wrong_days_say_so_and_are_not_exported(room, client):
    client.force_login(room.office)
    page = client.get("/dashboard/rows/cases_accepted/?from=2026-06-01&to=2026-05-01&export=xlsx")
    assert page.status_code == 200
    assert "起始日期不能晚于截止日期。以下没有按日期筛选" in page.content.decode()
    assert client.get("/dashboard/definitions/?from=x").status_code == 200


# ------------------------------------------------------------ figures and rows
@pytest.mark.parametrize("query", ["?span=all", "?span=year", "?from=2026-03-06&to=2026-06-30", "?as_of=2026-05-31"])
def test_every_number_of_the_board_leads_to_as_many_rows(board, room, client, query):
    cases(room, 2, date(2025, 6, 1))
    cases(room, 3, date(2026, 3, 5), status="mediating")
    cases(room, 4, date(2026, 6, 3), area=room.place.other_compound)
    page = board(f"{query}&work=1")
    links = re.findall(r'<a class="plain" href="([^"]*/cases_\w+/[^"]*)">(\d+)</a>', page)
    links += re.findall(r'<a class="ht-stat" href="([^"]*/cases_\w+/[^"]*)".*?class="v">(\d+)<', page)
    assert len(links) == 6
    with clock.travel(TODAY):
        for link, shown in links:
            rows = client.get(unescape(link)).content.decode()
            assert len(set(re.findall(r'href="/disputes/cases/(\d+)/"', rows))) == int(shown), link
    numbers = [row[1] for row in compared(page)]
    assert sum(map(int, numbers[1:-1])) == int(numbers[-1])


def test_tallied_figures_are_divided_as_their_rows_are(room):
    cases(room, 2, date(2026, 1, 5))
    cases(room, 3, date(2026, 3, 5), status="failed")
    cases(room, 4, date(2026, 6, 3), area=room.place.other_compound)
    with clock.travel(TODAY):
        for since, until in ((None, None), (date(2026, 3, 1), None), (date(2026, 3, 1), date(2026, 3, 31))):
            period = Period(room.place.district, since, until)
            tallied = [code for code, one in METRICS.items() if one.wanted_cells(period) is not None]
            assert "cases_resolved" in tallied
            for level in ("street", "community"):
                found = splits(tallied, period, level)
                for code in tallied:
                    counted = {place: n for place, n in METRICS[code].divided(period, level).items() if n}
                    kept = {place: n for place, n in found[code].items() if n}
                    assert kept == counted, (code, level, since, until)


# ------------------------------------------------------------ courses and last year
def test_a_line_shows_the_months_that_are_over(board, room):
    cases(room, 1, date(2026, 10, 5))
    cases(room, 4, date(2026, 11, 5))
    assert 'class="ht-spark"' not in board("?span=year")  # November is not over
    cases(room, 2, date(2026, 9, 5))
    page = board("?span=year")
    assert page.count('class="ht-spark"') == 1  # October is over, but its cases may still be settled
    assert 'points="0.0,3.0 62.0,21.0"' in page
    cases(room, 5, date(2026, 8, 5))
    assert board("?span=year").count('class="ht-spark"') == 3


def test_whole_months_beside_those_of_last_year(board, room):
    for year, numbers in ((2025, (4, 6)), (2026, (5, 3))):
        cases(room, numbers[0], date(year, 1, 5))
        cases(room, numbers[1], date(year, 10, 31), status="mediating")
        cases(room, 50, date(year, 11, 5))
    page = board("?span=year")
    assert tile(page, "受理纠纷") == ("58", ["降", "20.0%", "较上年1至10月"])
    assert tile(page, "化解纠纷") == ("55", ["升", "25.0%", "较上年1至9月"])  # October's cases have their month yet
    assert tile(page, "调解率")[1] == ["持平", "较上年1至9月"]
    assert '<span class="down is-good"><i class="bi bi-caret-down-fill" aria-hidden="true"></i>降 20.0%</span>' in page
    whole = board("?from=2026-01-01&to=2026-10-31")
    assert tile(whole, "受理纠纷") == ("8", ["降", "20.0%", "较上年同期"])
    assert tile(board("?from=2026-10-01&to=2026-11-20"), "受理纠纷")[1] == ["降", "50.0%", "较上年10月"]
    for query in ("", "?span=month", "?span=all", "?from=2026-01-02", "?from=2024-01-01"):
        assert tile(board(query), "受理纠纷")[1][0] == "未化解", query


def test_a_year_that_was_not_kept_is_not_compared(board, room):
    cases(room, 4, date(2025, 9, 5))  # the register began in September
    cases(room, 5, date(2026, 1, 5))
    assert tile(board("?span=year"), "受理纠纷")[1] == ["未化解", "0", "件"]


def test_a_trend_in_words():
    months = [date(2026, 1, 1)]
    assert Trend(100, 100, months, True).words == "持平"
    assert Trend(1, 3, months, True).words == "降 66.7%"
    assert Trend(95, 94, months, True, is_rate=True, better="up").is_good
    assert not Trend(9, 3, months, True, better="down").is_good


# ------------------------------------------------------------ cost
@pytest.mark.parametrize(("query", "most"), [("", 17), ("?part=below", 17), ("?all=1", 28)])
def test_the_board_takes_no_more_queries_than_before_and_does_not_grow(board, room, client, query, most):
    def cost():
        with clock.travel(TODAY), CaptureQueriesContext(connection) as caught:
            client.get(f"/dashboard/{query}", headers={"HX-Request": "true"})
        return [query["sql"] for query in caught]

    cases(room, 3, date(2026, 3, 5))
    cases(room, 3, date(2025, 1, 5))
    board()
    before = cost()
    cases(room, 100, date(2026, 3, 5))
    cases(room, 100, date(2025, 1, 5))
    after = cost()
    assert len(after) == len(before) <= most, "\n".join(after)
    assert not any('FROM "disputes_mediationcase"' in sql for sql in after)
