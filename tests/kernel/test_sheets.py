"""Excel in: errors named one by one, all or nothing, and the workbooks around it."""

import io
import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import imports, workbooks
from governance.kernel.papers.reading import check_sheet
from governance.kernel.papers.sheets import Column, Sheet
from governance.kernel.steps.errors import Refused
from tests.factories.base import make_area, user_with
from tests.kernel.days import DAYS, HEADS, workbook, write_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return user_with("district_office", make_area())


def errors_of(*rows, **options):
    reading = check_sheet(DAYS, workbook(*rows, **options), actor=None)
    return {key: sentences[0] for key, sentences in reading.errors.items()}


# ------------------------------------------------------------ checking
def test_a_cell_has_one_error_and_the_sheet_is_told_which_cells_are_wrong():
    told = []

    def find_more(rows, actor):
        told.extend(row["_wrong"] for row in rows)
        return [(2, "kind", "又一条"), (2, "name", "只有这一条"), (2, "name", "又一条"), (2, "", "整行")]

    reading = check_sheet(replace(DAYS, check=find_more), workbook(["2027-02-06", "加班", "春节", None]), actor=None)
    assert told == [{"kind"}]
    assert {place: len(sentences) for place, sentences in reading.errors.items()} == {
        (2, "kind"): 1,
        (2, "name"): 1,
        (2, ""): 1,
    }
    assert "又一条" not in str(reading.errors.values())


def test_good_rows_become_values():
    reading = check_sheet(
        DAYS,
        workbook(
            [datetime(2027, 2, 6), "休息", " 春节 ", 13800138000.0],
            [None, None, None, None],
            ["2027年2月7日", "休息", None, "+86 138"],
            ["2027/2/8", "上班", "", "0731-28881234"],
        ),
        actor=None,
    )
    assert list(reading.errors) == [(4, "phone")]
    assert reading.rows[0] == {
        "_row": 2,
        "_wrong": set(),
        "_known": None,
        "date": date(2027, 2, 6),
        "kind": "休息",
        "name": "春节",
        "phone": "13800138000",
    }
    assert reading.rows[2]["_row"] == 5


def test_every_error_of_every_row_is_named():
    errors = errors_of(
        ["2027-02-30", "放假", "名称太长了一共有十一个字", None],
        [None, "休息", "两个春节", "123"],
        ["2027-02-06", "休息", None, None],
        ["2027-02-06", "上班", "无", None],
        ["2027-02-07", None, "无", 430202199001011234],
    )
    assert set(errors) == {
        (2, "date"),
        (2, "kind"),
        (2, "name"),
        (3, "date"),
        (3, "name"),
        (3, "phone"),
        (5, "date"),
        (6, "kind"),
        (6, "phone"),
        (6, ""),
    }
    assert errors[2, "kind"] == "须从 上班、休息 中选择"
    assert errors[5, "date"] == "与第 4 行重复"
    assert "文本" in errors[6, "phone"]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "＝1", "\t=1"]
)
def test_cells_that_start_a_formula_are_refused(text):
    assert "公式" in errors_of(["2027-02-06", "休息", text, None])[2, "name"]


@pytest.mark.parametrize("text", ["—", "-", "+86 13800138000", "-5"])
def test_dashes_and_telephones_are_no_formulas(text):
    assert errors_of(["2027-02-06", "休息", text[:10], None]) == {}


@pytest.mark.parametrize(
    ("heads", "sentence"),
    [
        (["姓名"], "找不到表头"),
        (["日期", "名称"], "缺少“类型”列"),
        ([*HEADS, "名称"], "“名称”列出现了两次"),
    ],
)
def test_wrong_heads_are_named(heads, sentence):
    assert any(sentence in error for error in errors_of(["x"] * len(heads), heads=heads).values())


def test_heads_that_may_be_missing_and_unknown_ones_are_told():
    reading = check_sheet(DAYS, workbook(["2027-02-06", "休息", "x"], heads=["日期", "类型", "备注"]), actor=None)
    assert reading.is_good
    assert "“备注”列没有读" in reading.remarks
    strict = replace(DAYS, replaces="草稿")
    wrong = check_sheet(strict, workbook(["2027-02-06", "休息", "x"], heads=["日期", "类型", "备注"]), actor=None)
    assert wrong.sheet_faults == "缺少“名称”列；缺少“联系电话”列；多出“备注”列，请删除"


def test_a_title_above_the_heads_does_no_harm():
    book, out = Workbook(), io.BytesIO()
    for row in (["2027 年工作日历"], HEADS, ["2027-02-06", "休息", None, None]):
        book.active.append(row)
    book.save(out)
    reading = check_sheet(DAYS, out, actor=None)
    assert reading.is_good
    assert (reading.head_row, len(reading.rows)) == (2, 1)


def test_empty_long_and_broken_sheets_are_refused():
    assert "没有数据" in errors_of()[1, ""]
    small = Sheet("small", "小表", DAYS.columns, write_days, most_rows=2)
    reading = check_sheet(small, workbook(*[["2027-02-06", "休息", None, None]] * 9), actor=None)
    assert "最多导入 2 行" in reading.errors[1, ""][0]
    with pytest.raises(Refused) as refusal:
        check_sheet(DAYS, io.BytesIO(b"PK\x03\x04 broken"), actor=None)
    assert refusal.value.code == "broken_file"


# ------------------------------------------------------------ writing
def test_all_rows_or_none():
    wrong = workbook(["2027-02-06", "休息", None, None], ["2027-02-30", "休息", None, None])
    reading, *_ = imports.import_rows(DAYS, wrong, actor=None, dry_run=False)
    assert not reading.is_good
    assert not WorkDay.objects.exists()


def test_a_dry_run_counts_and_writes_nothing():
    WorkDay.objects.create(date=date(2027, 2, 6), is_workday=True)
    sheet = [["2027-02-06", "休息", None, None], ["2027-02-07", "休息", None, None]]
    _, created, updated = imports.import_rows(DAYS, workbook(*sheet), actor=None, dry_run=True)
    assert (created, updated) == (1, 1)
    assert WorkDay.objects.get().is_workday
    for _ in range(2):
        imports.import_rows(DAYS, workbook(*sheet), actor=None, dry_run=False)
    assert WorkDay.objects.filter(is_workday=False).count() == 2


def test_seven_thousand_rows_take_seconds():
    rows = [[date(1950, 1, 1) + timedelta(n), "休息", "假日", "13800138000"] for n in range(7045)]
    book = workbook(*rows)
    began = time.monotonic()
    reading, created, _ = imports.import_rows(DAYS, book, actor=None, dry_run=False)
    assert reading.is_good
    assert created == 7045
    assert time.monotonic() - began < 20


# ------------------------------------------------------------ the workbooks around it
def test_the_template_takes_its_own_medicine():
    book = load_workbook(io.BytesIO(workbooks.template(DAYS)))
    assert book.sheetnames == ["工作日历", "选项", "填写说明"]
    data = book["工作日历"]
    assert [cell.value for cell in data[1]] == HEADS
    assert data.freeze_panes == "A2"
    [offered] = data.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ("选项!$A$1:$A$2", "B2:B20001")
    assert [cell.value for cell in book["选项"]["A"]] == ["上班", "休息"]
    data.append(["2027-02-06", "休息", None, None])
    filled = io.BytesIO()
    book.save(filled)
    assert check_sheet(DAYS, filled, actor=None).is_good


def test_the_marked_copy_shows_each_error_in_its_cell():
    source = workbook(["2027-02-30", "休息", "=1", None], ["2027-02-06", "休息", None, None])
    reading = check_sheet(DAYS, source, actor=None)
    copy = workbooks.marked_copy(DAYS, reading)
    data = load_workbook(io.BytesIO(copy)).worksheets[0]
    assert "日期不正确" in data["A2"].comment.text
    assert data["A2"].fill.fgColor.rgb == workbooks.WRONG_FILL.fgColor.rgb
    assert data["E1"].value == workbooks.REMARKS
    assert data["E2"].value.startswith("日期：日期不正确")
    assert "名称：不能以“=”开头" in data["E2"].value
    assert data["E3"].value is None
    assert data["A3"].comment is None

    book = load_workbook(io.BytesIO(copy))  # mended in the copy and sent again
    book.worksheets[0]["A2"] = "2027-02-28"
    book.worksheets[0]["C2"] = "=2"
    mended = io.BytesIO()
    book.save(mended)
    again = check_sheet(DAYS, mended, actor=None)
    assert list(again.errors) == [(2, "name")]
    data = load_workbook(io.BytesIO(workbooks.marked_copy(DAYS, again))).worksheets[0]
    assert data["A2"].comment is None
    assert "日期" not in data["E2"].value
    assert data.max_column == 5


def test_a_wrong_value_of_a_column_names_its_choices():
    many = Column("kind", "类别", choices=lambda: [f"类{n}" for n in range(20)])
    with pytest.raises(ValidationError, match="类7等"):
        many.value("别的")
