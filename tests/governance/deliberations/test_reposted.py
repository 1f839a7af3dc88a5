"""What hangs on the board is what is put to the vote: a change is posted anew, and the meeting is on its day."""

from datetime import time, timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll
from tests.governance.deliberations.test_matter_words import API

pytestmark = pytest.mark.django_db
LATER = made.NOTICE + timedelta(2)  # when the notice is changed
DAY = made.NOTICE + timedelta(24)
INCOME = {"body": "owners_ordinary", "matter": "common_income", "title": "公共收益支出安排", "owners_matters": ""}
RENT = {"body": "owners_major", "matter": "common_parts", "title": "架空层出租", "motions": ["同意架空层出租"]}


@pytest.fixture
def row(place, secretary):
    return made.called(secretary, place.compound, held_on=DAY, **INCOME)


def edit(row, secretary, on=LATER, **change):
    with clock.travel(on):
        return acts.edit(Deliberation.objects.get(pk=row.pk), actor=secretary, **change)


def stays(row, before):
    kept = Deliberation.objects.get(pk=row.pk)
    names = ("title", "body", "matter", "building", "method", "held_on", "notice_on", "announced", "version")
    assert [getattr(kept, name) for name in names] == [getattr(before, name) for name in names]
    assert [motion.text for motion in kept.motions.all()] == [before.title]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (RENT, "议事主体"),
        ({"motions": ["公共收益发给各户"]}, "表决事项"),
        ({"matter": "fee_plan", "title": "物业费标准方案", "motions": ["同意物业费标准"]}, "事项类别"),
        ({"title": "公共收益分配"}, "议题"),
        ({"method": "written"}, "方式"),
        ({"held_on": DAY + timedelta(1)}, "召开日期"),
    ],
)
def test_what_is_put_to_the_vote_is_posted_anew(place, secretary, row, change, named):
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, **change))
    assert named in words
    assert "填写重新张贴的日期" in words
    assert "《" in words
    stays(row, row)
    old = {"notice_on": made.NOTICE, "notice_photos": [photo()]}
    refuses("notice_not_reposted", lambda: edit(row, secretary, **change, **old))
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, **change, notice_on=LATER))
    assert "上传新通知的张贴照片" in words
    stays(row, row)
    changed = edit(row, secretary, **change, notice_on=LATER, notice_photos=[photo()])
    assert changed.notice_on == LATER
    assert changed.announced["held_on"] == str(changed.held_on)


def test_the_building_of_a_shop_too(place, secretary):
    units = [flat("1-101"), flat("1-102"), flat("2-101")]
    keep_roll("owners_ordinary", place.compound, 0, on=DAY, units=units)
    given = {"body": "interested_owners", "matter": "business_use", "title": "1-101 住宅改为早餐店", "building": "1"}
    row = made.called(secretary, place.compound, held_on=DAY, roll=0, owners_matters="", **given)
    change = {"building": "2", "title": "2-101 住宅改为早餐店", "motions": ["2-101 住宅改为早餐店"]}
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, **change))
    assert "所在楼栋" in words


def test_the_period_counts_from_the_new_notice(place, secretary, row):
    late = DAY - timedelta(14)
    given = {**RENT, "notice_on": late, "notice_photos": [photo()]}
    words = refuses("notice_too_short", lambda: edit(row, secretary, on=late, **given))
    assert "须提前 15 日" in words
    stays(row, row)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"place": "社区会议室"}, "地点"),
        ({"held_time": time(9, 0)}, "时间"),
        ({"chair": "赵六"}, "主持人"),
        ({"agenda": "只通报，不表决"}, "议程"),
    ],
)
def test_what_else_is_printed_on_it_needs_the_corrected_notice(place, secretary, row, change, named):
    """The period goes on, since it is put to the same vote; who reads the board goes to the right place."""
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, **change))
    assert f"{named}与3月2日张贴的通知不同，须张贴更正后的通知：请上传新通知的张贴照片" in words
    kept = Deliberation.objects.get(pk=row.pk)
    assert {name: getattr(kept, name) for name in change} == {name: getattr(row, name) for name in change}
    changed = edit(row, secretary, **change, notice_photos=[photo()])
    assert {name: getattr(changed, name) for name in change} == change
    assert changed.notice_on == made.NOTICE


def test_who_takes_the_minutes_changes_as_ever(place, secretary, row):
    assert edit(row, secretary, clerk="孙七").clerk == "孙七"


def test_the_day_of_a_posting_is_never_put_back(place, secretary, row):
    """An earlier day would make the notice longer than it hung; a later one is a new posting."""
    proof = {"notice_photos": [photo()], "vouched_by": "王芳，居民小组长"}
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, notice_on=made.NOTICE - timedelta(9), **proof))
    assert "通知已于3月2日张贴，不能改为以前张贴" in words
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, notice_on=LATER))
    assert "通知重新张贴：请上传新通知的张贴照片" in words
    stays(row, row)
    assert edit(row, secretary, notice_on=LATER, notice_photos=[photo()]).notice_on == LATER


def test_a_new_notice_is_not_made_older_again(place, secretary, row):
    """Posted anew today, changed, and said to have hung for weeks: the period would count from a day that was not."""
    edit(row, secretary, notice_on=LATER, notice_photos=[photo()])
    older = {"notice_on": made.NOTICE, "notice_photos": [photo()], "vouched_by": "王芳，居民小组长"}
    words = refuses("notice_not_reposted", lambda: edit(row, secretary, **older, motions=["公共收益发给各户"]))
    assert "张贴" in words
    assert Deliberation.objects.get(pk=row.pk).notice_on == LATER


def test_a_notice_of_today_is_only_being_posted(place, secretary, row):
    changed = edit(row, secretary, on=made.NOTICE, motions=["同意公共收益支出安排"])
    assert changed.motions.get().text == "同意公共收益支出安排"


@pytest.mark.parametrize("days", [0, 2])
def test_no_notice_is_changed_once_its_day_has_come(client, place, secretary, row, days):
    on = DAY + timedelta(days)
    for change in (RENT, {"place": "社区会议室"}, {"notice_on": on, "held_on": on + timedelta(20)}):
        words = refuses(
            "notice_day_has_come", lambda change=change: edit(row, secretary, on, notice_photos=[photo()], **change)
        )
        assert "作废后重新通知" in words
    stays(row, row)
    client.force_login(secretary)
    with clock.travel(on):
        answer = client.post(f"{API}{row.pk}/steps/edit/", {"place": "社区会议室"}, "application/json")
    assert answer.json()["code"] == "notice_day_has_come"


def test_nor_for_a_day_that_has_passed(place, secretary, row):
    on = made.NOTICE + timedelta(20)
    given = {"notice_on": made.NOTICE + timedelta(1), "held_on": made.NOTICE + timedelta(18)}
    proof = {"notice_photos": [photo()], "vouched_by": "王芳，居民小组长"}
    refuses("notice_day_has_come", lambda: edit(row, secretary, on, **given, **proof))
    stays(row, row)


def test_the_timeline_tells_changed_motions(place, secretary, row):
    edit(row, secretary, motions=["甲事", "乙事"], notice_on=LATER, notice_photos=[photo()])
    event = Event.objects.get(kind="governance.deliberation.edit", object_id=row.pk)
    assert ["表决事项", "1. 公共收益支出安排", "1. 甲事；2. 乙事"] in event.data["changes"]


# ------------------------------------------------------------ held on its day
@pytest.mark.parametrize(("days", "said"), [(-1, "不能早于"), (1, "改期召开的须另行通知")])
@pytest.mark.parametrize("step", ["hold", "correct"])
def test_a_meeting_is_held_on_the_day_of_its_notice(place, secretary, step, days, said):
    row = made.called(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(2)):
        if step == "correct":
            made.recorded(row, secretary, **made.totals())
        row = Deliberation.objects.get(pk=row.pk)
        given = {**made.totals(), "held_on": made.DAY + timedelta(days)}
        words = refuses("held_not_as_announced", lambda: getattr(acts, step)(row, actor=secretary, **given))
        announced = clock.zh_near(made.DAY)
    assert said in words
    assert announced in words
    kept = Deliberation.objects.get(pk=row.pk)
    assert (kept.held_on, kept.present) == (made.DAY, 30 if step == "correct" else None)
