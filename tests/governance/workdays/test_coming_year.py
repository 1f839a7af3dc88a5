"""The coming year: the office's task of entering it, days marked until it is confirmed, what the confirmation moves."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from disputes.cases.models.cases import MediationCase
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.models.sittings import JointConference
from governance.deliberations.models import Deliberation
from governance.desk.views.calendar import calendar_of
from governance.kernel.clock import clock, ladders, reminders, rules, workdays
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job
from governance.kernel.models.notices import Notice
from governance.kernel.pages.showing import clock_of
from governance.kernel.papers.cells import write_xlsx
from governance.kernel.steps.events import clock_steps
from governance.kernel.upkeep import jobs
from governance.rules_table import recounting
from governance.supervisions.models import Supervision
from governance.supervisions.tables import OverdueTable
from governance.workdays import task
from governance.workdays.actions import confirm
from projects.demands.models.demands import Demand
from tests.factories.base import appoint, make_district, user_with

from .signing import enter_year, refused, second, set_day, set_year, signed
from .test_workdays import LOCAL, OFFICE, YEAR, off, whole

NOVEMBER, LATE = date(YEAR - 1, 11, 2), date(YEAR - 1, 12, 28)
DUE = reminders.Due("project_community", "projects.check", "社区初审")  # five working days
MARK = "（暂定）"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    place.secretary = user_with("community_secretary", place.community)
    with clock.travel(LATE):
        yield place


def longer():
    """The table with more days at the New Year than the statutory one, so that days move."""
    return [off("元旦", (1, 1), (1, 5)), *(line for line in whole() if line["name"] != "元旦")]


def begin(place, n=1):
    rows = [reminders.begin(appoint("group_leader", place.compound), DUE) for _ in range(n)]
    return Deadline.objects.get(pk=rows[-1].pk)


# ------------------------------------------------------------ the task
def the_task():
    """The one deadline of the office to enter the year; rules that end have tasks of their own."""
    return Deadline.objects.get(object_type="governance.workday")


def test_from_november_the_office_is_to_enter_the_coming_year(place, client):
    with clock.travel(date(YEAR - 1, 10, 31)):
        task.open_and_close_task()
        assert not Deadline.objects.filter(object_type="governance.workday").exists()
    with clock.travel(NOVEMBER):
        clock_steps()
        clock_steps()
        deadline = the_task()
        assert (deadline.opened_on, deadline.due_on) == (date(YEAR - 1, 11, 1), date(YEAR - 1, 12, 31))
        assert deadline.is_assigned_to(place.office)
        assert not deadline.is_assigned_to(place.secretary)
        client.force_login(place.office)
        page = client.get(reverse("work")).content.decode()
        assert f"{YEAR} 年工作日历" in page
        assert f"/governance/workdays/?year={YEAR}" in page
    with clock.travel(date(YEAR - 1, 12, 17)):
        ladders.remind()
        assert Notice.objects.filter(recipient=place.office, url__contains=f"workdays/?year={YEAR}").count() == 1
    change = enter_year(place, YEAR, whole(), OFFICE)
    assert the_task().closed_at is None
    signed(place, change)
    assert the_task().closed_at is not None
    task.open_and_close_task()
    assert the_task().closed_at is not None


def test_the_task_ends_when_the_library_learns_the_year(place, monkeypatch):
    with clock.travel(NOVEMBER):
        assert task.open_and_close_task() == 1
        monkeypatch.setattr(task.clock, "is_open_year", lambda year: year > YEAR)
        assert task.open_and_close_task() == 1
    assert not Deadline.objects.open().exists()


# ------------------------------------------------------------ marked
def test_a_day_in_an_unconfirmed_year_is_marked_wherever_it_is_shown(place, client):
    deadline = begin(place)
    client.force_login(place.secretary)
    assert f"{clock.zh_date(deadline.due_on)}{MARK}" in client.get(reverse("work")).content.decode()
    client.force_login(place.office)
    with clock.travel(deadline.due_on + timedelta(5)):
        page = client.get("/dashboard/overdue/").content.decode()
        assert f"{deadline.due_on}{MARK}" in page
        assert f"逾期 5 天{MARK}" in page
        [row] = client.get("/api/v1/governance/deadlines/").json()["results"]
        assert row["is_provisional"] is True
    set_year(place, YEAR, whole(), OFFICE)
    with clock.travel(deadline.due_on + timedelta(5)):
        assert MARK not in client.get("/dashboard/overdue/").content.decode()
        [row] = client.get("/api/v1/governance/deadlines/").json()["results"]
        assert row["is_provisional"] is False


def test_feed_detail_and_sheet_are_marked_too(place):
    deadline = begin(place)
    assert MARK in calendar_of(place.secretary).to_ical().decode()
    assert clock_of([deadline])["due_text"].endswith(f"{MARK}到期")
    row = Deadline.objects.get()
    value = OverdueTable.due_on.plain(row)
    assert (value, str(value)) == (deadline.due_on, f"{deadline.due_on}{MARK}")
    target = io.BytesIO()
    write_xlsx(target, [["期限"], [value], [LATE]])
    marked, plain = (load_workbook(target).worksheets[0].cell(n, 1) for n in (2, 3))
    assert marked.value == datetime.combine(deadline.due_on, time())
    assert MARK in marked.number_format
    assert MARK not in plain.number_format


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Demand(level="street", assigned_on=LATE), "answer"),
        (Deliberation(publicised_on=LATE), "publicity"),
        (MediationCase(accepted_on=LATE), ""),
        (MediationCase(registered_on=LATE), ""),
        (Supervision(issued_at=LATE), "reply"),
    ],
)
def test_days_that_rows_keep_themselves_are_marked(place, row, name):
    column = {"answer": "answer_due_on", "publicity": "publicity_until", "reply": "reply_due_on"}.get(name, "due_on")
    flag = f"{name}_is_provisional" if name else "is_provisional"
    for day, is_marked in ((LATE + timedelta(1), False), (date(YEAR, 1, 11), True)):
        setattr(row, column, day)
        assert getattr(row, flag) is is_marked


def test_an_agreed_day_is_certain(place):
    sitting = JointConference(held_on=LATE)
    counted = rules.deadline("action_item", LATE)
    for day, is_marked in ((counted, True), (counted + timedelta(1), False)):
        item = AgendaItem(conference=sitting, due_on=day)
        assert (item.is_provisional, ActionItem(item=item, due_on=day).is_provisional) == (is_marked, is_marked)


# ------------------------------------------------------------ recounted
def test_the_page_shows_what_the_confirmation_moves_then_moves_it(place, client):
    deadline = begin(place)
    change = enter_year(place, YEAR, longer(), OFFICE)
    new = clock_with(change, lambda: clock.due_date(LATE, 5, "wd"))
    assert new > deadline.due_on
    client.force_login(second(place))
    for address in (change.get_absolute_url(), change.url("confirm")):
        page = client.get(address).content.decode()
        for words in (
            "将重新计算的期限",
            "共 1 件",
            deadline.title,
            clock.zh_date(deadline.due_on),
            clock.zh_date(new),
        ):
            assert words in page
        assert "与现行安排不同的日期" in page
        assert f"{YEAR}年1月4日" in page
    assert clock.due_date(LATE, 5, "wd") == deadline.due_on  # what was looked at holds for nobody
    assert open_one().due_on == deadline.due_on
    answer = client.post(change.url("confirm"), {"note": ""}, follow=True)
    assert "1 件在办事项的期限已重新计算" in answer.content.decode()
    assert open_one().due_on == new
    event = Event.objects.get(kind="governance.deadline.recount")
    sentence = f"期限由{clock.zh_date(deadline.due_on)}改为{clock.zh_date(new)}"
    assert event.data["note"] == f"{YEAR} 年工作日历确认，{sentence}"


def clock_with(change, ask):
    """What the clock would say with the change."""
    with workdays.as_if(change.as_days()):
        return ask()


def open_one():
    return Deadline.objects.get(rule=DUE.rule)


def test_a_corrected_day_moves_what_runs_over_it_and_nothing_else(place):
    deadline = begin(place)
    set_day(place, LATE + timedelta(1), is_workday=False, name="停工", note=LOCAL)
    moved = open_one().due_on
    assert moved > deadline.due_on
    set_day(place, date(YEAR, 3, 2), is_workday=False, name="停工", note=LOCAL)
    assert open_one().due_on == moved
    recounted = [event.data["recounted"] for event in Event.objects.filter(kind__endswith="calendar_change.confirm")]
    assert sorted(recounted) == [0, 1]


def test_many_are_recounted_by_a_job(place, client, monkeypatch):
    monkeypatch.setattr(recounting, "AT_ONCE", 2)
    monkeypatch.setattr(recounting, "CHUNK", 2)
    old = begin(place, 3).due_on
    change = enter_year(place, YEAR, longer(), OFFICE)
    client.force_login(second(place))
    answer = client.post(change.url("confirm"), {"note": ""})
    job = Job.objects.get(kind=recounting.KIND)
    assert answer.url == job.get_absolute_url()
    running = Deadline.objects.filter(rule=DUE.rule)
    assert set(running.values_list("due_on", flat=True)) == {old}
    for _ in range(2):  # a job bears being run twice
        jobs.run(jobs.claim_next_job() or job)
    assert set(running.values_list("due_on", flat=True)) == {clock.due_date(LATE, 5, "wd")}
    assert Event.objects.filter(kind="governance.deadline.recount").count() == 3


def test_a_refused_confirmation_recounts_nothing(place):
    deadline = begin(place)
    change = enter_year(place, YEAR, longer(), OFFICE)
    refused("own_proposal", confirm, change, actor=place.office)
    assert open_one().due_on == deadline.due_on
    assert not Event.objects.filter(kind="governance.deadline.recount").exists()


def test_the_calendar_page_says_what_is_computed(place, client):
    client.force_login(place.office)
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    for words in ("除夕至初三", "补假、调休和连休未知", "标“暂定”", "从起算日重新计算"):
        assert words in page
