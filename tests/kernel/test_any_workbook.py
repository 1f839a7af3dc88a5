"""Whatever a workbook looks like, its rows are read, or each cell that cannot be read is named."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from governance.kernel.papers.books import letter
from governance.kernel.papers.reading import check_sheet
from governance.kernel.papers.sheets import Column
from governance.kernel.steps import validators
from tests.factories.sheets import workbook
from tests.kernel.days import DAYS, HEADS
from tests.unhurried import given

ROW = ["2027-02-06", "休息", "春节", None]
OTHER = ["2027-02-08", "上班", "", "0731-28881234"]


def read(*lines, **options):
    return check_sheet(DAYS, workbook(*lines, **options), actor=None)


def days(reading):
    assert reading.is_good, reading.errors
    return [row["date"].day for row in reading.rows]


def hide_first(book, sheet):
    """The sheet moves behind a hidden one, as where last year's table was kept."""
    old = book.create_sheet("去年旧表", 0)
    old.append(["去年旧表"])
    old.sheet_state = "hidden"
    book.active = 1


def test_a_hidden_sheet_is_not_read_and_told():
    reading = read(HEADS, ROW, shape=hide_first)
    assert days(reading) == [6]
    assert reading.remarks == ["隐藏的工作表“去年旧表”没有读"]


def test_where_only_a_hidden_sheet_has_the_table_it_is_named():
    def hide(book, sheet):
        sheet.title, sheet.sheet_state = "日历", "hidden"
        book.create_sheet("空")
        book.active = 1

    assert "隐藏的工作表“日历”没有读，要读的请取消隐藏" in read(HEADS, ROW, shape=hide).sheet_faults


def test_the_visible_sheet_whose_heads_fit_is_read_wherever_it_stands():
    def add(book, sheet):
        for title in ("封面", "说明"):
            book.create_sheet(title, 0).append(["请看第三张表", "日期"])

    reading = read(HEADS, ROW, shape=add)
    assert days(reading) == [6]
    assert reading.found.title == "Sheet"


def test_titles_above_the_heads_are_no_rows():
    lines = [["荷塘区工作日历"], ["填报单位：", None, "填报日期："], *[[f"说明 {n}"] for n in range(8)], HEADS, ROW]
    reading = read(*lines, shape=lambda book, sheet: sheet.merge_cells("A1:D1"))
    assert days(reading) == [6]
    assert (reading.head_row, reading.remarks) == (11, ["表头在第 11 行，上面的标题没有读"])


@pytest.mark.parametrize(
    "note",
    [
        ["填表人：某某", None, "审核人："], ["合计", None, 2], ["注：以上为法定节假日"], ["备注：无", None, None, None],
        ["（盖章）"], ["单位负责人：", None, "填报日期：", "2026年1月1日"], ["小计", "2 天"], HEADS,
    ],
)  # fmt: skip
def test_notes_sums_and_repeated_heads_are_no_rows(note):
    reading = read(HEADS, ROW, note, OTHER, note)
    assert days(reading) == [6, 8]
    assert reading.remarks == ["第 3、5 行像标题、合计、落款或说明，没有当作数据读"]


def test_a_part_of_the_table_has_its_title_over_all_columns():
    def merge(book, sheet):
        sheet.merge_cells("A2:D2")
        sheet.merge_cells("A4:D4")

    reading = read(HEADS, ["一、上半年"], ROW, ["二、下半年"], OTHER, shape=merge)
    assert days(reading) == [6, 8]


def test_a_row_that_lacks_something_is_no_note():
    reading = read(HEADS, ROW, ["2027-02-07", None, "备注：调休", None], [None, "休息", "春节", None])
    assert {place: found[0] for place, found in reading.errors.items()} == {
        (3, "kind"): "不能为空",
        (4, "date"): "不能为空",
    }
    assert reading.address(3, "kind") == "B3"


def test_merged_cells_stand_for_each_of_their_rows():
    def merge(book, sheet):
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("C2:C5000")

    reading = read(HEADS, ROW, ["2027-02-07", None, None, None], ["2027-02-08", "上班", None, None], shape=merge)
    assert [(row["kind"], row["name"]) for row in reading.rows] == [
        ("休息", "春节"),
        ("休息", "春节"),
        ("上班", "春节"),
    ]
    assert reading.remarks == ["合并单元格 B2:B3、C2:C5000 按每行同样的内容读"]


def test_rows_hidden_by_a_filter_are_read_and_told():
    def filter_out(book, sheet):
        sheet.auto_filter.ref = "A1:D3"
        sheet.row_dimensions[3].hidden = True

    reading = read(HEADS, ROW, OTHER, shape=filter_out)
    assert days(reading) == [6, 8]
    assert reading.remarks == ["第 3 行在表中被隐藏或筛选掉了，也已读出"]


def test_heads_may_have_other_names_marks_and_breaks():
    sheet = replace(
        DAYS,
        columns=tuple(replace(column, also=("节日",)) if column.name == "name" else column for column in DAYS.columns),
    )
    reading = check_sheet(sheet, workbook([" 日 期*", "类型\n（必填）", "节 日", "联系电话（选填）"], ROW), actor=None)
    assert reading.rows[0]["name"] == "春节"


def test_blank_rows_and_columns_between_do_no_harm():
    reading = read(
        [None, *HEADS[:2], None, *HEADS[2:]], [], [None, "2027-02-06", "休息", None, "春节"], [], [], shape=None
    )
    assert days(reading) == [6]
    assert reading.address(reading.rows[0]["_row"], "name") == "E3"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("19900000101", "19900000101"),
        ("'19900000101", "19900000101"),
        (19900000101, "19900000101"),
        ("无", None),
        ("——", None),
        ("/", None),
    ],
)
def test_cells_are_read_for_what_they_can_only_mean(written, value):
    phone = Column("phone", "手机号", required=False, parse=validators.mobile)
    assert phone.value(written) == value


@pytest.mark.parametrize(
    ("column", "written", "says"),
    [
        (Column("phone", "手机号", parse=validators.mobile), "4.30202E+11", "Excel 把号码缩写成了"),
        (Column("phone", "手机号", parse=validators.mobile), "=A1", "可能是公式"),
        (Column("phone", "手机号", parse=validators.mobile), "#N/A", "错误值 #N/A"),
        (Column("phone", "手机号", parse=validators.mobile), 43020219900101101, "数字过长"),
        (Column("until", "任期至", kind="date"), "长期", "日期不正确"),
        (Column("is_old", "老旧小区", kind="flag"), "也许", "须从 是、否 中选择"),
    ],
)
def test_what_may_mean_several_things_is_refused_in_words(column, written, says):
    with pytest.raises(ValidationError, match=says):
        column.value(written)


def test_words_for_nothing_and_for_a_choice_belong_to_a_column():
    until = Column("until", "任期至", kind="date", required=False, nothing=("长期",))
    politics = Column("politics", "政治面貌", choices=("中共党员", "群众"), synonyms=(("党员", "中共党员"),))
    assert until.value("长 期") is None
    assert politics.value("党 员") == "中共党员"
    assert Column("is_old", "老旧小区", kind="flag").value("是") is True


CELL = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40),
)


@given(st.lists(st.lists(CELL, max_size=8), max_size=8), st.integers(0, 3))
def test_no_workbook_breaks_the_reading(lines, place):
    """Any cells in any place: the rows are read, or a sentence says what is wrong where."""
    lines.insert(min(place, len(lines)), HEADS)
    reading = read(*lines)
    assert all(found and found[0] for found in reading.errors.values())
    assert all(row["date"] is None or isinstance(row["date"], date) for row in reading.rows)


def test_letters_of_columns():
    assert [letter(place) for place in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
