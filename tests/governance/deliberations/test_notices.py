"""The notice prints what was posted, the result what was recorded of the meeting."""

import io
from datetime import time, timedelta

import pytest
from docx import Document

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import printing
from governance.kernel.clock import clock
from governance.models import Deliberation
from governance.rolls.electorate import electorate
from tests.factories import deliberations as made
from tests.factories.rolls import make_members

pytestmark = pytest.mark.django_db
POSTED = {"held_time": time(19, 30), "place": "党群服务站", "chair": "陈芳"}
RECORDED = {"held_time": time(20), "place": "小区广场", "chair": "赵六"}


def words_of(data):
    return "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)


def notice(row, actor):
    return words_of(printing.print_notice(row, actor=actor))


@pytest.fixture
def row(place, secretary):
    return made.called(secretary, place.compound, **POSTED)


def test_the_record_of_the_meeting_does_not_rewrite_its_notice(place, secretary, row):
    before = notice(row, secretary)
    with clock.travel(made.DAY):
        row = made.recorded(row, secretary, **made.totals(), **RECORDED)
        assert notice(row, secretary) == before
        row = acts.correct(row, actor=secretary, **made.totals(), place="三栋架空层")
        row = acts.count(row, actor=secretary)
    row = Deliberation.objects.get(pk=row.pk)
    assert (row.place, row.held_time, row.chair) == ("三栋架空层", time(20), "赵六")
    assert notice(row, secretary) == before
    result = words_of(printing.print_result(row, actor=secretary))
    assert f"{clock.zh_date(made.DAY)}20:00" in result
    assert "在三栋架空层" in result
    assert "由赵六主持" in result
    assert "党群服务站" not in result


@pytest.mark.parametrize("has_first", [True, False])
def test_a_roll_filed_later_does_not_rewrite_the_notice(place, secretary, has_first):
    """What hangs on the board says the roll that was known for the day when it was posted."""
    if has_first:
        make_members(place.compound, "council", 36, day=made.NOTICE - timedelta(30))
    row = made.called(secretary, place.compound, roll=0, **POSTED)
    before = notice(row, secretary)
    assert ("：36 人" in before) is has_first
    make_members(place.compound, "council", 40, day=made.NOTICE + timedelta(3))
    row = Deliberation.objects.get(pk=row.pk)
    assert notice(row, secretary) == before
    with clock.travel(row.held_on):
        made.recorded(row, secretary, **made.totals())
    assert notice(Deliberation.objects.get(pk=row.pk), secretary) == before
    assert row.held_on == made.DAY
    assert electorate("council", place.compound, made.DAY).heads == 40


def test_a_notice_that_is_changed_before_the_day_is_posted_anew(secretary, row):
    with clock.travel(made.NOTICE):
        row = acts.edit(row, actor=secretary, place="社区会议室", motions=None)
    assert "地点：社区会议室" in notice(row, secretary)


def test_nothing_of_the_notice_is_saved_by_printing_it(client, place, secretary, row):
    with clock.travel(made.DAY):
        row = made.recorded(row, secretary, **made.totals(), **RECORDED)
        client.force_login(secretary)
        answer = client.get(f"{row.get_absolute_url()}notice.docx")
        words = words_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert "地点：党群服务站" in words
    row.refresh_from_db()
    assert row.place == "小区广场"
