"""The days of a publicity as people read them: until when one may object, from when it is in force, and why."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from governance.deliberations import publicity
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.workflow import PUBLICITY
from governance.kernel.clock import clock, recounts
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.rules import WorkDay
from governance.kernel.pages.showing import clock_of
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.deliberations import photo, refuses, verified
from tests.factories.late import VOUCHER
from tests.unhurried import given

pytestmark = pytest.mark.django_db
FRIDAY, SATURDAY = date(2026, 3, 13), date(2026, 3, 14)


def words_of(client, user, row):
    client.force_login(user)
    return re.sub(r"\s+|<[^>]+>", "", client.get(row.get_absolute_url()).content.decode())


def posted(secretary, place, on):
    """The result of a council, posted and entered on one day."""
    row = made.counted(secretary, place.compound)
    with clock.travel(on):
        return acts.publicise(row, actor=secretary, publicity_place="公示栏")


@pytest.fixture
def row(place, secretary):
    """Posted on a Saturday, so that seven days end on a Saturday."""
    return posted(secretary, place, SATURDAY)


# ------------------------------------------------------------ a right ends on a working day
def test_the_posting_ends_on_its_day_and_the_right_on_the_next_working_day(client, secretary, row):
    monday = date(2026, 3, 23)
    assert row.publicity_until == date(2026, 3, 21)  # a Saturday: the duty of the organ is not longer
    assert publicity.objections_until(row) == monday
    assert row.effective_on == monday + timedelta(1)  # what was handed in on Monday can be entered then
    with clock.travel(monday):
        words = words_of(client, secretary, row)
        for part in ("3月23日止", "公示末日是休息日，异议可以提到3月23日", "《民法典》第二百零三条第一款", "3月24日起"):
            assert part in words, part
        assert acts.finalise_due() == 0
        assert objections.challenge(row, actor=secretary, raised_by="甲", text="一").status == "challenged"


def test_an_objection_after_the_working_day_is_refused_with_the_day(client, secretary, row):
    with clock.travel(date(2026, 3, 24)):
        client.force_login(secretary)
        form = client.get(row.url("object")).content.decode()
        field = re.search(r'<input[^>]*name="raised_on"[^>]*>', form)[0]
        assert 'max="2026-03-23"' in field
        assert "value=" not in field  # today is outside the period
        before = Event.objects.count()
        given = {"raised_by": "甲", "raised_on": "2026-03-24", "text": "晚了"}
        answer = client.post(row.url("object"), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "异议可以提到3月23日" in page
    assert 'value="甲"' in page
    assert (Event.objects.count(), row.objections.count()) == (before, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(posted=st.integers(0, 600), days=st.integers(7, 40), entered=st.integers(0, 20))
def test_nobody_loses_a_day_of_the_right_to_object(place, posted, days, entered):
    row = Deliberation(body="council", status="publicised", publicised_on=made.DAY + timedelta(posted))
    row.publicity_until = row.publicised_on + timedelta(days)
    row.publicity_entered_on = row.publicised_on + timedelta(entered)
    last = publicity.objections_until(row)
    assert clock.is_workday(last)
    assert row.publicity_until <= last < row.effective_on
    assert clock.is_workday(row.effective_on)


# ------------------------------------------------------------ why that day
def test_a_posting_entered_late_says_which_rule_gives_the_day(client, place, secretary):
    row = made.counted(secretary, place.compound)
    with clock.travel(FRIDAY + timedelta(14)):
        row = acts.publicise(
            row, actor=secretary, publicised_on=FRIDAY, publicity_place="栏", photos=[photo()], vouched_by=VOUCHER
        )
        row = verified(row, place)
        sentence = "公示于3月27日登记，登记后另留 1 个完整工作日，供登记公示期间提出的异议，本区默认"
        assert sentence.replace(" ", "") in words_of(client, secretary, row)
        assert sentence in refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
        assert "期满后第一个工作日" not in words_of(client, secretary, row)
    assert row.effective_on == date(2026, 3, 31)


def test_nothing_is_late_before_the_day_on_which_the_result_takes_effect(client, place, secretary, row):
    """The state ends by itself: until its day nobody has to act, so no ring, list or board calls it late."""
    deadline = Deadline.objects.open().get()
    assert deadline.due_on == row.effective_on
    with clock.travel(row.effective_on - timedelta(1)):
        assert not Deadline.objects.overdue().exists()
        assert not clock_of([deadline])["is_over"]
        assert "逾期" not in words_of(client, secretary, row)


def test_a_calendar_that_changes_moves_the_posting_and_the_day_of_effect(place, secretary):
    row = posted(secretary, place, FRIDAY)  # until Friday the 20th
    for day in (20, 23):
        WorkDay.objects.create(date=date(2026, 3, day), is_workday=False, name="放假")
    with clock.travel(FRIDAY + timedelta(1)):
        moves = recounts.recount(Deadline.objects.open(), actor=secretary, why="更正")
        again = recounts.recount(Deadline.objects.open(), actor=secretary, why="更正")
    row.refresh_from_db()
    assert row.publicity_until == date(2026, 3, 24)
    assert [move.new for move in moves] == [row.effective_on] == [date(2026, 3, 25)]
    assert again == []
    assert Deadline.objects.open().get().due_on == row.effective_on


# ------------------------------------------------------------ longer by an objection
def test_page_and_timeline_say_why_the_publicity_lasts_longer(client, place, secretary):
    row = posted(secretary, place, FRIDAY)
    with clock.travel(date(2026, 3, 16)):
        row = objections.challenge(row, actor=secretary, raised_by="甲", text="一")
    with clock.travel(date(2026, 3, 18)):
        row = objections.answer(row, actor=secretary, objection=row.objections.get(), answer="已改")
        words = words_of(client, secretary, row)
    assert row.paused_days == 2
    sentence = "异议处理的2天不计入公示期，公示期相应顺延（四议两公开通行做法）"
    assert words.count(sentence) == 2  # among the facts and on the timeline
    assert publicity.why_longer(Deliberation()) == ""
    assert PUBLICITY.ends(row) == row.effective_on


def test_an_objection_entered_late_leaves_the_whole_time_for_its_answer(client, place, secretary):
    """The days of the answer run from the entry: before it nobody could answer."""
    row = posted(secretary, place, FRIDAY)
    entered = date(2026, 3, 24)
    proof = {"evidence_photos": [photo()], "vouched_by": VOUCHER}
    given = {"raised_by": "甲", "text": "一", "raised_on": date(2026, 3, 16)}
    with clock.travel(date(2026, 3, 20)):
        row = objections.challenge(row, actor=secretary, **given, **proof)
        assert Deadline.objects.open().get().due_on == date(2026, 3, 23)
        assert "逾期" not in words_of(client, secretary, row)
    with clock.travel(entered):  # a second one does not give the first more time
        row = objections.challenge(row, actor=secretary, **given | {"raised_by": "乙"}, **proof)
    assert Deadline.objects.open().get().due_on == date(2026, 3, 23)


def test_choices_of_objections_are_read_as_words(client, place, secretary):
    row = posted(secretary, place, FRIDAY)
    with clock.travel(date(2026, 3, 16)):
        row = objections.challenge(row, actor=secretary, raised_by="甲", text="位置不妥")
        client.force_login(secretary)
        page = client.get(row.url("answer")).content.decode()
    assert "甲（3月16日）：位置不妥" in page
