"""The comparison of areas: its order, and the workbook that says what the page says."""

import re
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from governance.boards.board import TILES
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS
from governance.kernel.models.events import Event
from governance.models import Area
from tests.factories.base import user_with

from .reading import TODAY, cases, compared, tile


# ------------------------------------------------------------ order
def names(page):
    return [row[0] for row in compared(page)[1:-1]]


def test_a_click_on_a_head_sorts_and_another_turns_the_order(board, room):
    cases(room, 2, date(2026, 3, 5))
    cases(room, 4, date(2026, 6, 3), area=room.place.other_compound, status="mediating")
    assert "compare-table" not in board("?span=all")
    page = board("?span=all&work=1")
    assert names(page) == ["月塘街道", "桂花街道"]
    assert "aria-sort" not in page[page.index('id="compare-table"') :]
    assert 'href="?span=all&amp;work=1&amp;sort=-cases_accepted"' in page
    page = board("?span=all&sort=-cases_accepted")
    assert names(page) == ["桂花街道", "月塘街道"]
    assert re.findall(r'aria-sort="(\w+)"><a id="sort-1"', page) == ["descending"]
    assert 'href="?span=all&amp;sort=cases_accepted"' in page
    assert 'href="?span=all" hx-get="?span=all" hx-select="#compare">名称</a>' in page
    assert names(board("?span=all&sort=cases_accepted")) == ["月塘街道", "桂花街道"]
    assert names(board("?span=all&sort=-resolution_rate")) == ["月塘街道", "桂花街道"]
    assert names(board("?span=all&sort=resolution_rate")) == ["桂花街道", "月塘街道"]
    assert names(board("?sort=nonsense")) == ["月塘街道", "桂花街道"]


def test_an_area_without_a_rate_is_last_in_both_orders(board, room):
    cases(room, 2, date(2026, 3, 5), area=room.place.other_compound)
    for sort in ("resolution_rate", "-resolution_rate"):
        assert names(board(f"?span=all&sort={sort}")) == ["桂花街道", "月塘街道"]


# ------------------------------------------------------------ export
def workbook(client):
    with clock.travel(TODAY):
        answer = client.get("/dashboard/?span=all&export=xlsx&sort=-cases_accepted")
    assert "attachment" in answer["Content-Disposition"]
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def test_the_workbook_has_the_figures_of_the_page(board, room, client):
    cases(room, 2, date(2026, 3, 5))
    cases(room, 4, date(2026, 6, 3), area=room.place.other_compound, status="mediating")
    page = board("?span=all&sort=-cases_accepted")
    book = workbook(client)
    assert book.sheetnames[:4] == ["指标", "镇街排名", "镇街工作量", "矛盾纠纷受理与化解"]
    sheet = list(book["指标"].values)
    about = {row[0]: row[1] for row in sheet[:4]}
    assert (about["数据范围"], about["统计周期"]) == ("荷塘区", "累计")
    assert about["数据截至"].startswith("2026年11月20日")
    assert sheet[5] == ("指标", "数值", "分子", "分母", "单位", "口径", "时间口径")
    figures = {row[0]: row for row in sheet[6:]}
    for one in TILES:
        metric = METRICS[one.code]
        shown = tile(page, re.escape(one.label or metric.label))[0]
        said = figures[metric.label][1]
        assert shown == (f"{said:.2f}" if metric.of and said != "—" else str(said)), metric.label
        assert figures[metric.label][4:] == (metric.unit, metric.definition, metric.date_basis)
    assert figures["调解率（化解率）"][1:4] == (33.33, 2, 6)

    table = [[str(value) for value in row] for row in list(book["镇街工作量"].values)[5:]]
    assert [row[0] for row in table] == ["名称", "桂花街道", "月塘街道", "合计"]
    for line, row in zip(table[1:], compared(page)[1:], strict=True):
        assert [number(value) for value in line[1:]] == [number(value) for value in row[1:]]
    event = Event.objects.get(kind="governance.user.export")
    assert (event.actor, event.label) == (room.office, "导出区领导驾驶舱")


def number(text):
    text = text.replace(",", "").rstrip("%")
    return text if text == "—" else float(text)


def test_a_name_is_never_a_formula(room, client):
    Area.objects.filter(pk=room.place.street.pk).update(name="=1+1")
    client.force_login(room.office)
    cell = workbook(client)["镇街工作量"]["A7"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_board_without_a_comparison_is_exported_too(room, client):
    client.force_login(user_with("branch_secretary", room.place.compound))
    assert not {"镇街排名", "镇街工作量"} & set(workbook(client).sheetnames)
