"""Excel in and out: errors named one by one, all or nothing, nothing that runs, jobs that survive."""

import io
import threading
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from openpyxl import Workbook, load_workbook

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import cells, exports, files, imports, workbooks
from governance.kernel.papers.imports import Column, Sheet
from governance.kernel.papers.uploads import EXCEL, Checked
from governance.kernel.steps import validators
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import housekeeping, jobs
from tests.factories.base import make_area, user_with

pytestmark = pytest.mark.django_db


def write_days(rows, *, actor):
    """The stand-in for an app's action: days of the calendar, updated by their date."""
    known = set(WorkDay.objects.filter(date__in=[row["date"] for row in rows]).values_list("date", flat=True))
    WorkDay.objects.bulk_create(
        [WorkDay(date=row["date"], is_workday=row["kind"] == "上班", name=row["name"] or "") for row in rows],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name"],
    )
    return len(rows) - len(known), len(known)


def no_two_springs(rows, actor):
    for row in rows:
        if row["name"] == "两个春节":
            yield row["_row"], "name", "一年只有一个春节"
        if row["kind"] is None and row["name"] == "无":
            yield row["_row"], "", "这一行什么都没有说"


DAYS = Sheet(
    "test.days",
    "工作日历",
    (
        Column("date", "日期", kind="date", key=True, example="2026-03-05"),
        Column("kind", "类型", choices=("上班", "休息")),
        Column("name", "名称", required=False, max_length=10),
        Column("phone", "联系电话", required=False, parse=validators.phone),
    ),
    write=write_days,
    check=no_two_springs,
)
HEADS = ["日期*", "类型*", "名称", "联系电话"]


def workbook(*rows, heads=HEADS):
    book, out = Workbook(), io.BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(out)
    return io.BytesIO(out.getvalue())


@pytest.fixture
def owner():
    return user_with("district_office", make_area())


def errors_of(*rows, **options):
    reading = imports.check(DAYS, workbook(*rows, **options), actor=None)
    return {key: sentences[0] for key, sentences in reading.errors.items()}


# ------------------------------------------------------------ checking
def test_good_rows_become_values():
    reading = imports.check(
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
        (["日期", "类型", "名称"], "缺少“联系电话”列"),
        ([*HEADS, "备注"], "多出“备注”列"),
        ([*HEADS, "名称"], "“名称”列出现了两次"),
    ],
)
def test_wrong_heads_are_named(heads, sentence):
    assert any(sentence in error for error in errors_of(["x"] * len(heads), heads=heads).values())


def test_a_title_above_the_heads_does_no_harm():
    book, out = Workbook(), io.BytesIO()
    for row in (["2027 年工作日历"], HEADS, ["2027-02-06", "休息", None, None]):
        book.active.append(row)
    book.save(out)
    reading = imports.check(DAYS, out, actor=None)
    assert reading.is_good
    assert (reading.head_row, len(reading.rows)) == (2, 1)


def test_empty_long_and_broken_sheets_are_refused():
    assert "没有数据" in errors_of()[1, ""]
    small = Sheet("small", "小表", DAYS.columns, write_days, most_rows=2)
    reading = imports.check(small, workbook(*[["2027-02-06", "休息", None, None]] * 9), actor=None)
    assert "最多导入 2 行" in reading.errors[1, ""][0]
    with pytest.raises(Refused) as refusal:
        imports.check(DAYS, io.BytesIO(b"PK\x03\x04 broken"), actor=None)
    assert refusal.value.code == "broken_file"


# ------------------------------------------------------------ writing
def test_all_rows_or_none():
    wrong = workbook(["2027-02-06", "休息", None, None], ["2027-02-30", "休息", None, None])
    reading, *_ = imports.run(DAYS, wrong, actor=None, dry_run=False)
    assert not reading.is_good
    assert not WorkDay.objects.exists()


def test_a_dry_run_counts_and_writes_nothing():
    WorkDay.objects.create(date=date(2027, 2, 6), is_workday=True)
    sheet = [["2027-02-06", "休息", None, None], ["2027-02-07", "休息", None, None]]
    _, created, updated = imports.run(DAYS, workbook(*sheet), actor=None, dry_run=True)
    assert (created, updated) == (1, 1)
    assert WorkDay.objects.get().is_workday
    for _ in range(2):
        imports.run(DAYS, workbook(*sheet), actor=None, dry_run=False)
    assert WorkDay.objects.filter(is_workday=False).count() == 2


def test_seven_thousand_rows_take_seconds():
    rows = [[date(1950, 1, 1) + timedelta(n), "休息", "假日", "13800138000"] for n in range(7045)]
    book = workbook(*rows)
    began = time.monotonic()
    reading, created, _ = imports.run(DAYS, book, actor=None, dry_run=False)
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
    assert imports.check(DAYS, filled, actor=None).is_good


def test_the_marked_copy_shows_each_error_in_its_cell():
    source = workbook(["2027-02-30", "休息", "=1", None], ["2027-02-06", "休息", None, None])
    reading = imports.check(DAYS, source, actor=None)
    copy = workbooks.marked(DAYS, source, reading)
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
    again = imports.check(DAYS, mended, actor=None)
    assert list(again.errors) == [(2, "name")]
    data = load_workbook(io.BytesIO(workbooks.marked(DAYS, mended, again))).worksheets[0]
    assert data["A2"].comment is None
    assert "日期" not in data["E2"].value
    assert data.max_column == 5


# ------------------------------------------------------------ out
def read(data):
    return [list(row) for row in load_workbook(data).worksheets[0].iter_rows(values_only=True)]


def test_exports_keep_values_and_disarm_formulas():
    out = io.BytesIO()
    rows = [
        ["名称", "金额（元）", "日期", "是否", "身份证号", "=head"],
        ["=1+1", Decimal("1234.50"), date(2026, 3, 5), True, "430202199001011234", None],
        ["@SUM", Decimal(0), datetime(2026, 3, 5, 8), False, "控\x00制", 430202199001011234],
    ]
    assert cells.write_xlsx(out, iter(rows), title="测试/表", about=[("导出人", "测试人")]) == 2
    assert read(out) == [
        rows[0],
        ["=1+1", 1234.5, datetime(2026, 3, 5), "是", "430202199001011234", None],
        ["@SUM", 0, datetime(2026, 3, 5, 8), "否", "控制", "430202199001011234"],
    ]
    book = load_workbook(out)
    data = book.worksheets[0]
    assert (data["A2"].data_type, data["A2"].quotePrefix) == ("s", True)
    assert data["F1"].data_type == "s"
    assert data["B2"].number_format == "#,##0.00"
    assert (data.freeze_panes, data.auto_filter.ref) == ("A2", "A1:F3")
    assert data.column_dimensions["E"].width == 20
    assert book["导出说明"]["B1"].value == "测试人"


def test_an_empty_export_is_still_a_workbook():
    out = io.BytesIO()
    assert cells.write_xlsx(out, [["名称"]]) == 0
    assert read(out) == [["名称"]]


def test_a_list_downloads_as_a_workbook():
    response = exports.xlsx_response("项目_20261120.xlsx", iter([["名称"], ["路灯"]]))
    assert response["Content-Type"] == EXCEL
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert read(io.BytesIO(b"".join(response.streaming_content))) == [["名称"], ["路灯"]]


# ------------------------------------------------------------ jobs
@pytest.fixture
def sheet(monkeypatch):
    monkeypatch.setitem(imports.SHEETS, DAYS.kind, DAYS)
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    return DAYS


def upload(*rows):
    return Checked("日历.xlsx", EXCEL, workbook(*rows).getvalue())


def test_a_good_import_runs_as_a_job(sheet, owner):
    job = imports.start(sheet, upload(["2027-02-06", "休息", None, None]), owner=owner, dry_run=False)
    assert job.state == JobState.QUEUED
    assert jobs.run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 1, 1, 100)
    assert job.message == "已导入 1 行：新增 1 行，更新 0 行"
    assert WorkDay.objects.count() == 1
    assert jobs.run_jobs() == 0


def test_a_refused_import_gives_the_marked_copy_to_its_owner_only(sheet, owner):
    job = imports.start(sheet, upload(["2027-02-30", "休息", None, None]), owner=owner, dry_run=True)
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.errors) == (JobState.FAILED, 1)
    assert "1 行共 1 处有误" in job.message
    response = jobs.result_response(job)
    assert "%E9%94%99%E8%AF%AF%E6%A0%87%E6%B3%A8" in response["Content-Disposition"]
    assert read(io.BytesIO(b"".join(response.streaming_content)))[0][-1] == workbooks.REMARKS
    assert Job.objects.visible_to(owner).exists()
    assert not Job.objects.visible_to(type(owner)(pk=owner.pk + 1)).exists()
    assert jobs.progress_context(job, result_url="/x/")["result_url"] == "/x/"
    assert files.strays() == []


def test_refusals_of_the_action_end_the_job_in_words(sheet, owner, monkeypatch):
    def refuse(rows, *, actor):
        WorkDay.objects.create(date=date(2027, 1, 1), is_workday=True)
        raise Refused("名册已锁定，请先解锁", "locked")

    monkeypatch.setitem(imports.SHEETS, sheet.kind, Sheet(sheet.kind, "日历", sheet.columns, refuse))
    job = imports.start(sheet, upload(["2027-02-06", "休息", None, None]), owner=owner, dry_run=False)
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "名册已锁定，请先解锁")
    assert not WorkDay.objects.exists()


def test_a_broken_job_is_tried_again_then_given_up(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "broken", lambda job, progress: 1 / 0)
    job = jobs.start("broken", title="坏任务", owner=owner)
    assert jobs.run_jobs() == jobs.MOST_ATTEMPTS
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert f"J{job.pk}" in job.message
    assert "ZeroDivision" not in job.message


def test_the_job_of_a_killed_worker_is_taken_up_again(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了"))
    job = jobs.start("fine", title="任务", owner=owner)
    assert jobs.take() == job  # and the worker is killed
    assert jobs.take() is None
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        assert jobs.run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 2, "好了")


def test_a_worker_that_comes_back_late_changes_nothing(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了"))
    jobs.start("fine", title="任务", owner=owner)
    late = jobs.take()
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        assert jobs.run_jobs() == 1
    jobs.end(late, JobState.FAILED, jobs.Outcome("迟到"))
    assert Job.objects.get().message == "好了"


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_transaction_is_open(owner, monkeypatch):
    seen, go_on = [], threading.Event()
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(jobs, "BEAT", 0.05)

    def watch(pk):
        for _ in range(200):
            job = Job.objects.get(pk=pk)
            if job.done:
                seen.append((job.done, job.total))
                break
            go_on.wait(0.05)
        go_on.set()
        connection.close()

    def work(job, progress):
        with transaction.atomic():
            WorkDay.objects.create(date=date(2027, 1, 1), is_workday=True)
            progress(3, 10)
            watcher = threading.Thread(target=watch, args=[job.pk])
            watcher.start()
            assert go_on.wait(10)
            watcher.join()
        return jobs.Outcome("好了")

    monkeypatch.setitem(jobs.KINDS, "slow", work)
    jobs.start("slow", title="任务", owner=owner)
    jobs.run_jobs()
    assert seen == [(3, 10)]
    assert Job.objects.get().state == JobState.DONE


def test_long_exports_run_as_jobs(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(exports, "EXPORTERS", {})
    rows = lambda owner, params: iter([["序号"], *[[n] for n in range(params["n"])]])  # noqa: E731
    exports.exporter("test", rows=rows, count=lambda owner, params: params["n"])
    job = exports.start("test", title="序号", owner=owner, params={"n": 1200})
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "已导出 1200 行")
    assert len(read(files.open_stored(job.result))) == 1201
    with pytest.raises(ValueError, match="no such export"):
        exports.start("other", title="", owner=owner)


def test_files_of_old_jobs_go(sheet, owner, settings):
    job = imports.start(sheet, upload(["2027-02-30", "休息", None, None]), owner=owner, dry_run=True)
    jobs.run_jobs()
    assert jobs.sweep() == 0
    with clock.travel(clock.now() + jobs.RESULT_KEPT + timedelta(days=1)):
        assert jobs.sweep() == 1
    job.refresh_from_db()
    assert (job.source, job.result) == ("", "")
    assert not [place for place in settings.UPLOAD_ROOT.rglob("*") if place.is_file()]


def test_housekeeping_may_run_at_any_time(settings):
    swept = housekeeping.sweep()
    assert not any(swept.pop("outlived").values())
    assert swept == {"jobs": 0, "strays": 0, "held": 0, "drafts": 0}


def test_a_wrong_value_of_a_column_names_its_choices():
    many = Column("kind", "类别", choices=lambda: [f"类{n}" for n in range(20)])
    with pytest.raises(ValidationError, match="类7等"):
        many.value("别的")
