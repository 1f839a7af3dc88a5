"""Lists: what sorts by itself, how rows without a value are paged, what the head shows."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db.models import Case, Value, When
from django.http import QueryDict

from governance.kernel.pages import drawn_tables, tables
from governance.kernel.pages.columns import Column
from governance.kernel.pages.keyset import Order, Page, column_sums
from governance.kernel.pages.sorting import has_index
from governance.kernel.pages.tables import Table
from governance.models import Organisation
from portal.styles import SOURCES
from tests.factories.base import make_district

FIRST = date(2026, 1, 1)


class Teams(Table):
    """Columns of every kind, none of which says how it sorts but one."""

    order = Order("id", descending=False)

    name = Column("名称")
    state = Column("状态", path="get_status_display", phone="state")
    until = Column("任期至", path="term_until", kind="date")
    leader = Column("负责人", path="leader.name")
    made = Column("创建时间", path="created_at", kind="moment", sort="id")
    place = Column("区域", path="area.name", sort="area__path")
    silent = Column("成立日期", path="founded_on", kind="date", sort="")
    long = Column("写成文字的日期", path="term_text", kind="date")


@pytest.fixture
def teams(db):
    area = make_district().community
    states = ("dissolved", "active", "proposed")
    return [
        Organisation.objects.create(
            kind="volunteer_team",
            name=f"第{n}队",
            area=area,
            status=states[n % 3],
            term_until=None if n % 4 == 3 else FIRST + timedelta(n // 2),
        )
        for n in range(11)
    ]


def table(query="", **options):
    request = SimpleNamespace(GET=QueryDict(query), path="/teams/")
    return Teams(Organisation.objects.all(), request, **options)


def names(rows):
    return [row.name for row in rows]


def test_dates_amounts_and_states_sort_by_their_own_column(teams):
    sortable = {cell["label"]: cell["sort_url"] for cell in table().head}
    assert sortable == {
        "名称": "/teams/?sort=-name",
        "状态": "/teams/?sort=-status",
        "任期至": "/teams/?sort=-term_until",
        "负责人": "/teams/?sort=-leader__pinyin",
        "创建时间": "/teams/?sort=-id",
        "区域": "/teams/?sort=-area__path",
        "成立日期": None,
        "写成文字的日期": None,
    }


def test_the_head_shows_the_order_in_which_the_list_opens(teams):
    assert {cell["label"]: cell["aria_sort"] for cell in table().head if cell["aria_sort"]} == {"创建时间": "ascending"}
    assert [cell["sort_url"] for cell in table("sort=-id").head if cell["aria_sort"]] == ["/teams/?sort=id"]


def test_states_that_are_no_column_sort_by_their_rank(teams):
    class Ranked(Teams):
        age = Column("状态", path="name", rank=lambda: Case(When(term_until=None, then=Value(0)), default=Value(1)))

    request = SimpleNamespace(GET=QueryDict("sort=age"), path="/teams/")
    rows, page = [], Ranked(Organisation.objects.all(), request, page_size=2).page
    while True:
        rows += page.rows
        if not page.has_next:
            break
        request.GET = QueryDict(f"sort=age&cursor={page.next_cursor}")
        page = Ranked(Organisation.objects.all(), request, page_size=2).page
    assert [row.term_until is None for row in rows] == [True] * 2 + [False] * 9


def test_states_sort_in_the_order_of_their_choices(teams):
    states = [row.status for row in table("sort=status").page.rows]
    assert states == ["proposed"] * 3 + ["active"] * 4 + ["dissolved"] * 4
    assert [cell["aria_sort"] for cell in table("sort=-status").head if cell["label"] == "状态"] == ["descending"]


@pytest.mark.parametrize("sort", ["term_until", "-term_until", "status", "-status", "id"])
def test_every_row_comes_once_however_one_pages(teams, sort):
    """Rows without a value come last in both directions, and the way back is the way there."""
    whole = names(table(f"sort={sort}").page.rows)
    assert sorted(whole) == sorted(names(teams))
    if "term_until" in sort:
        assert {row.term_until for row in table(f"sort={sort}").page.rows[-2:]} == {None}
    there, page = [], table(f"sort={sort}", page_size=3).page
    while True:
        there.append(names(page.rows))
        if not page.has_next:
            break
        page = table(f"sort={sort}&cursor={page.next_cursor}", page_size=3).page
    assert [name for rows in there for name in rows] == whole
    back = [names(page.rows)]
    while page.has_previous:
        page = table(f"sort={sort}&cursor={page.previous_cursor}", page_size=3).page
        back.append(names(page.rows))
    assert back[::-1] == there


def test_a_sort_without_an_index_is_offered_while_the_rows_are_few(teams, monkeypatch):
    """Of a long list only what an index serves, and its own order; a filter that leaves few rows brings all back."""
    monkeypatch.setattr(tables, "COUNT_CAP", 5)
    long = table("sort=name&page_size=2")
    assert {cell["label"] for cell in long.head if cell["sort_url"]} == {"创建时间"}
    assert (long.chosen, long.misread) == (
        Teams.order,
        ["记录超过 10000 条，请先筛选，再按这一列排序，现在按默认顺序显示"],
    )
    request = SimpleNamespace(GET=QueryDict("sort=name&page_size=2"), path="/teams/")
    short = Teams(Organisation.objects.filter(pk__in=[row.pk for row in teams[:5]]), request)
    assert (short.chosen.path, short.misread) == ("name", [])
    assert [has_index(Organisation, path) for path in ("id", "name")] == [True, False]


def test_a_phone_sorts_by_the_same_columns(teams):
    shown = table("sort=-term_until")
    box = shown.sort_box
    assert [url for url, _, _ in box["choices"]] == [cell["sort_url"] for cell in shown.head if cell["sort_url"]]
    assert [words for _, words, now in box["choices"] if now] == ["任期至，晚的在前"]
    assert (box["turn_url"], box["turn_words"]) == ("/teams/?sort=term_until", "早的在前")


def test_a_cursor_of_another_list_begins_at_the_beginning(teams):
    by_day = Page(Organisation.objects.all(), Order("term_until", descending=False, is_nullable=True), size=10)
    assert by_day.rows[-1].term_until is None
    whole = names(table("sort=status").page.rows)
    assert names(table(f"sort=status&cursor={by_day.next_cursor}").page.rows) == whole


class Signs(Table):
    name = Column("名称", link=True)

    def sub(self, row):
        return f"{row.name} <b>&"


def test_the_small_line_of_a_row_is_text(teams):
    request = SimpleNamespace(GET=QueryDict(""), path="/teams/")
    shown = Signs(Organisation.objects.all(), request).rows_html
    assert "&lt;b&gt;&amp;</span>" in shown
    assert "<b>" not in shown


class Slim(Table):
    """A list with a box for each row, as its page says, and all that a cell may need to say."""

    order = Order("id", descending=False)
    picks = True
    below = ("place", "until")

    code = Column("编号", path="pk", css="code", phone="hide", hint=lambda row: f"全称 {row.pk}" if row.pk else "")
    name = Column("名称", link=True, phone="lead", css="trunc")
    state = Column("状态", path="get_status_display", phone="state")
    place = Column("区域", path="area.name", second=("全称", lambda row: row.area.level))
    until = Column("任期至", path="term_until", kind="date", phone="hide")


def drawn(query=""):
    request = SimpleNamespace(GET=QueryDict(query), path="/teams/")
    return Slim(Organisation.objects.all(), request)


def test_a_cell_says_only_what_its_column_does_not(teams):
    """Whatever all cells of a column have, the table says; a phone shows none of the others of a slim card."""
    row = drawn().rows_html.strip().split("\n")[0]
    team = teams[0]
    assert row == (
        f'<tr><td data-pick="{team.pk}"><td title="全称 {team.pk}">{team.pk}'
        f'<td class="trunc lead-cell"><a class="main" href="{team.get_absolute_url()}">第0队</a>'
        f'<td class="k-state">{team.get_status_display()}<td>{team.area.name}<br><small>{team.area.level}</small>'
        "<td>2026-01-01"
    )
    assert drawn().drawn_css == "ht-table is-cards is-slim code-2 num-6"
    assert drawn().below_numbers == "5 6"


def test_the_small_line_is_in_the_row_where_its_columns_do_not_show(teams):
    shown = drawn("col=place&col=name&col=state")
    assert shown.below_numbers == ""
    assert "k-state" in shown.rows_html
    assert '<td data-k="区域">' not in shown.rows_html  # a slim card says the state instead


def test_a_card_without_a_state_says_the_labels_of_its_cells(teams):
    assert '<td data-k="区域">' in drawn("col=place&col=name").rows_html
    assert "data-k" not in table("").rows_html


def test_the_style_sheet_knows_every_number_of_a_column():
    sheet = (SOURCES / "tables.css").read_text(encoding="utf-8")
    for name in drawn_tables.BY_NUMBER:
        for number in range(1, drawn_tables.MOST_COLUMNS + 1):
            assert f".{name}-{number} tr > :nth-child({number})" in sheet


def every_table(cls=Table):
    for below in cls.__subclasses__():
        yield below
        yield from every_table(below)


def test_no_list_has_more_columns_and_the_small_lines_are_of_columns():
    for one in every_table():
        names = {column.name for column in one.columns()}
        assert len(names) < drawn_tables.MOST_COLUMNS, one
        assert set(one.below) <= names, one


def test_sums_are_those_of_all_rows(teams):
    """Of each row once, and None where there is none; by SQL that is kept, too."""
    rows = Organisation.objects.filter(pk__in=[team.pk for team in teams])
    for key in (None, "teams"):
        found = column_sums(lambda: rows, ("id", "version"), key)
        assert list(found) == [sum(team.pk for team in teams), sum(team.version for team in teams)]
        assert column_sums(Organisation.objects.none, ("id", "version"), key and "none") == [None, None]
