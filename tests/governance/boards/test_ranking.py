"""The rates that somebody can change: their order, last month beside them, whom to call, and what would move them."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from governance.boards import actions
from governance.boards.moves import Act, gained
from governance.boards.rates import RATES, Standing
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from tests.clients import flat

from .reading import TODAY, demand, late, rank_rows, rate, visit


# ------------------------------------------------------------ order
def test_areas_are_ranked_by_what_is_late_the_best_first(board, street):
    late(street, street.compound)
    late(street, street.compound, date(2026, 11, 20))
    late(street, street.other_compound, date(2026, 11, 20))
    page = board()
    rows = rank_rows(page)
    assert list(rows) == ["桂花街道", "月塘街道"]
    assert (rows["桂花街道"][:2], rows["月塘街道"][:2]) == (["1", "0.00"], ["2", "50.00"])
    assert rate(page, "逾期率") == ("33.33", ["3", "件在办，1", "件逾期"])
    assert list(rank_rows(board("?by=-overdue_rate"))) == ["月塘街道", "桂花街道"]
    assert [row[0] for row in rank_rows(board("?by=-overdue_rate")).values()] == ["2", "1"]
    assert re.search(r'aria-sort="ascending"><a id="rank-1" href="\?by=-overdue_rate"', page)


def test_equal_values_share_a_place(board, street):
    rows = rank_rows(board("?by=-visit_lead_rate"))
    assert [row[0] for row in rows.values()] == ["1", "1"]


def test_few_answers_are_shown_and_not_ranked(board, street):
    for n in range(20):
        demand(street, street.compound, date(2026, 11, 2), date(2026, 11, 3), "good" if n else "bad")
    demand(street, street.other_compound, date(2026, 11, 2), date(2026, 11, 3), "good")
    demand(street, street.other_compound, date(2026, 11, 2), date(2026, 11, 3))
    page = board("?by=-demand_satisfaction")
    rows = rank_rows(page)
    assert list(rows) == ["月塘街道", "桂花街道"]
    assert (rows["月塘街道"][0], rows["月塘街道"][3]) == ("1", "95.00")
    assert (rows["桂花街道"][0], rows["桂花街道"][3]) == ("—", "100.00")
    assert "满意率不足 20 件的不排名" in page
    assert rate(page, "需求满意率") == ("95.24", ["评价", "21，未评", "1"])


def test_every_rate_of_the_table_leads_to_as_many_rows(board, street, client):
    late(street, street.compound)
    demand(street, street.compound, date(2026, 11, 2), date(2026, 11, 3), "good")
    demand(street, street.other_compound, date(2026, 11, 2))
    visit(street, street.leads[0], date(2026, 11, 4))
    page = board()
    cells = re.findall(r'data-part><a class="plain" href="([^"]*)">([^<]*)</a>', page)
    assert len(cells) == 2 * len(RATES)
    with clock.travel(TODAY):
        for url, shown in cells:
            answer = client.get(unescape(url))
            assert answer.status_code == 200, url
            code = url.split("/")[3]
            area = re.search(r"area=([^&]*)", unescape(url)).group(1)
            place = next(one for one in (street.street, street.other_street) if one.code == area)
            figure = METRICS[code].figure(Period(place, date(2026, 11, 1)))
            assert f"共 {figure.numerator} 条" in flat(answer.content.decode()), url
            told = f"{figure.numerator}/{figure.denominator}" if code == "scheme_complete" else figure.text
            assert shown == told, url
    assert rate(page, "岗位到位率")[0] == "85.71"
    assert rate(page, "片组邻长走访率")[0] == "16.67"


# ------------------------------------------------------------ whom to call, what would move
def test_each_area_names_who_answers_for_it_with_the_telephone(board, street):
    page = board()
    assert "袁立新" in rank_rows(page)["月塘街道"]
    assert 'href="tel:073100000052" aria-label="打电话给袁立新：0731-00000052"' in page


def test_what_moves_a_rate_is_reckoned_with_the_numbers_of_the_board(board, street):
    late(street, street.compound)
    late(street, street.other_compound, date(2026, 11, 20))
    visit(street, street.leads[0], date(2026, 11, 4))
    page = board()
    card = re.search(r"重点改进事项.*?</section>", page, re.DOTALL).group(0)
    lines = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in re.findall(r"<li>(.*?)</li>", card, re.DOTALL)]
    assert lines == [
        "月塘街道办结 1 件逾期事项 逾期率降 50.0 点 · 袁立新",
        "月塘街道3 名片组邻长本月还没走访 片组邻长走访率升 50.0 点 · 袁立新",
        "桂花街道补齐 1 个小区的“1+6” “1+6”到位率升 50.0 点",
        "月塘街道补 1 个片组邻长 岗位到位率升 14.3 点 · 袁立新",
    ]
    assert f"/dashboard/rows/overdue_n/?area={street.street.code}&amp;from=2026-11-01" in card
    assert 'class="ht-call is-sm" href="tel:073100000052"' in card


def test_a_rate_gains_what_its_numbers_say():
    held = Standing(RATES[0], None, 11, 353)
    assert gained(held, Act("", "", top=-5, bottom=-5)) == Decimal("1.4")  # 3.12 % to 6 of 348, 1.72 %
    assert gained(held, Act("", "", top=-11, bottom=-353)) == Decimal("0.0")


# ------------------------------------------------------------ levels, sheet, cost
@pytest.mark.parametrize("level", ["street", "community", "compound"])
def test_streets_communities_and_compounds_have_the_same_board(board, street, level):
    late(street, street.compound)
    area = getattr(street, level)
    page = board(f"?area={area.code}")
    assert rate(page, "逾期率") == ("100.00", ["1", "件在办，1", "件逾期"])
    assert rate(page, "岗位到位率")[0] == "80.00"
    below = {"street": "社区排名", "community": "小区排名"}.get(level)
    assert (below in page) if below else ("rank-table" not in page)
    if level == "street":
        assert rank_rows(page)["野鸭冲社区"][1] == "100.00"
    if level == "community":
        assert rank_rows(page)["荷馨苑"][5] == "80.00"


def test_the_sheet_has_the_ranking_with_last_month_and_telephones(board, street, client):
    late(street, street.compound)
    with clock.travel(date(2026, 11, 1)):
        actions.keep_last_month()
    client.force_login(street.office)
    with clock.travel(TODAY):
        answer = client.get("/dashboard/?export=xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    lines = list(book["镇街排名"].values)
    at = next(number for number, row in enumerate(lines) if row[0] == "名称")
    heads, rows = lines[at], lines[at + 1 :]
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert (told["月塘街道"]["逾期率（%）"], told["月塘街道"]["逾期率分子"]) == (100, 1)
    assert told["月塘街道"]["到位率上月末（%）"] == 80
    assert (told["月塘街道"]["责任人"], told["月塘街道"]["工作电话"]) == ("袁立新", "0731-00000052")


def test_the_wall_has_the_ranking_without_links(board, street):
    late(street, street.compound)
    page = board("?wall=1")
    assert "镇街排名" in page
    table = page[page.index('class="ht-table ht-rank"') :].partition("</table>")[0]
    assert "月塘街道" in table
    assert "<a " not in table


def test_the_board_costs_the_same_however_much_there_is(board, street, client):
    def cost():
        with clock.travel(TODAY), CaptureQueriesContext(connection) as caught:
            client.get("/dashboard/")
        return len(caught)

    late(street, street.compound)
    demand(street, street.compound, date(2026, 11, 2), date(2026, 11, 3), "good")
    board()
    before = cost()
    for _ in range(8):
        late(street, street.other_compound)
        demand(street, street.other_compound, date(2026, 11, 2), date(2026, 11, 3), "good")
    assert cost() == before <= 28  # with the supervisions of what is late and whom to call
