"""No publicity is cut short by SQL: the days are the server's, and what hangs keeps place, day and objections.

Source: 居委会组织法 (2025) 34(3); 村委会组织法 (2025) 35(4).
"""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock, rules
from governance.models import Attachment, Deliberation, Objection
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.deliberations import verified
from tests.factories.intruder import refused
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db(transaction=True)
HELD_AGO = timedelta(40)
UNTOLD = "每一次变动都须有办理记录"
AHEAD = "now() + interval '1 year'"
RESIDENTS = {"body": "residents_delegates", "matter": "community_affairs", "title": "居民公约修订"}


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


def counted(place, secretary, ago=HELD_AGO, **given):
    """A meeting of some weeks ago whose result was counted today, by the real clock."""
    day = clock.today() - ago
    area = place.community if given else place.compound
    row = made.called(secretary, area, notice_on=day - timedelta(12), held_on=day, **given)
    row = made.recorded(row, secretary, vouched_by="王芳，居民小组长", **made.totals())
    return acts.count(row, actor=secretary)


def posted(place, secretary, **given):
    row = counted(place, secretary, **given)
    row = acts.publicise(made.looked_at(row, today=True), actor=secretary, publicity_place="公示栏", photos=[photo()])
    return verified(row, place)


def update(row, **values):
    """The statement that sets these columns; values are SQL."""
    told = ", ".join(f"{name} = {value}" for name, value in values.items())
    return f"UPDATE governance_deliberation SET {told} WHERE id = {row.pk}"


def day(value):
    return f"'{value}'"


def state():
    return list(Deliberation.objects.values()), list(Objection.objects.values()), list(Attachment.objects.values())


@pytest.mark.parametrize("given", [{}, RESIDENTS])
@pytest.mark.parametrize("moment", [AHEAD, "now()"])
def test_no_result_takes_effect_before_its_publicity_is_over(place, secretary, given, moment):
    """Whatever moment the statement names: the server's clock says which day it is."""
    row = posted(place, secretary, **given)
    before = state()
    refused("公示期未满", update(row, status="'final'", updated_at=moment))
    assert state() == before


def test_nor_with_days_that_the_same_statement_moves(place, secretary):
    row = posted(place, secretary)
    past = {"publicised_on": day(row.held_on), "publicity_until": day(row.held_on + timedelta(8))}
    for change in (past, past | {"publicity_entered_on": day(row.held_on)}):
        refused("公示不能短于|不能修改", update(row, status="'final'", updated_at=AHEAD, **change))
        refused("公示不能短于|不能修改", update(row, **change))


@pytest.mark.parametrize("given", [{}, RESIDENTS])
def test_no_posting_is_entered_before_it_was_counted(place, secretary, given):
    """A meeting of six weeks ago, counted today: its publicity was not over before it was counted."""
    row = counted(place, secretary, **given)
    ago = {
        "status": "'publicised'",
        "publicised_on": day(row.held_on),
        "publicity_until": day(row.held_on + timedelta(16)),
        "publicity_entered_on": day(row.held_on),
        "publicity_place": "'公示栏'",
    }
    refused("按实际张贴和登记的日期办理", update(row, **ago))
    late = ago | {"publicity_entered_on": day(clock.today())}
    refused("deliberation_late_entry_is_verified", update(row, **late))
    late |= {"status": "'unverified'"}
    refused(UNTOLD, update(row, **late))
    ahead = {
        name: day(clock.today() + timedelta(days)) for name, days in (("publicised_on", 3), ("publicity_until", 30))
    }
    refused("按实际张贴和登记的日期办理", update(row, **late | ahead))
    short = {
        "publicised_on": day(clock.today()),
        "publicity_until": day(clock.today() + timedelta(6 + 8 * bool(given))),
    }
    refused("公示不能短于规定的天数", update(row, **late | short))


def test_what_hangs_keeps_place_day_and_photograph(place, secretary):
    row = posted(place, secretary)
    before = state()
    for change in (
        {"publicity_place": "'别处'"},
        {"publicised_on": day(row.publicised_on - timedelta(1))},
        {
            "publicised_on": day(row.publicised_on + timedelta(1)),
            "publicity_until": day(row.publicity_until + timedelta(1)),
        },
    ):
        refused("公示的地点和日期不能修改", update(row, **change))
    refused("截止日期不能提前", update(row, publicity_until=day(row.publicity_until - timedelta(1))))
    refused(UNTOLD, update(row, publicity_until=day(row.publicity_until + timedelta(1))))
    refused(
        "每一次变动都须有办理记录",
        update(row, paused_days="3", publicity_until=day(row.publicity_until + timedelta(3))),
    )
    refused("已上传的材料不能修改或删除", f"UPDATE governance_attachment SET path = 'x' WHERE object_id = {row.pk}")
    refused("已上传的材料不能修改或删除", "DELETE FROM governance_attachment")
    assert state() == before


def test_no_row_begins_with_a_result(place, secretary):
    """A result copied from another meeting: every number right, and nothing of it ever happened."""
    row = posted(place, secretary)
    columns = ", ".join(field.column for field in Deliberation._meta.concrete_fields if field.column != "id")
    copy = (
        f"INSERT INTO governance_deliberation ({columns}) SELECT {{}} FROM governance_deliberation WHERE id = {row.pk}"
    )
    refused("依次通知、召开、计票、公示、生效", copy.format(columns))
    called = copy.format(columns.replace("status", "'called'"))
    refused("须先召开，再登记人数、票数和结果", called)


# ------------------------------------------------------------ objections
@pytest.fixture
def challenged(place, secretary):
    row = posted(place, secretary)
    return objections.challenge(row, actor=secretary, raised_by="302 室", text="未公开三家报价")


def test_an_objection_stays_until_it_is_answered(challenged):
    before = state()
    for statement, words in (
        ("DELETE FROM governance_objection", "登记的异议不能删除"),
        ("UPDATE governance_objection SET text = '没有意见'", "不能修改"),
        ("UPDATE governance_objection SET raised_on = raised_on - 30", "不能修改"),
        (
            "UPDATE governance_objection SET status = 'answered', answer = '已答复', answered_on = raised_on",
            UNTOLD,
        ),
        (update(challenged, status="'publicised'", stopped_on="NULL"), "还有异议没有答复"),
    ):
        refused(words, statement)
    assert state() == before


def test_an_answer_that_was_given_stays(challenged, secretary):
    row = challenged.objections.get()
    objections.answer(challenged, actor=secretary, objection=row, answer="已公开")
    refused("已作出的答复不能修改", "UPDATE governance_objection SET answer = '不予理会'")


# ------------------------------------------------------------ the notice
def test_the_notice_that_hangs_says_what_is_put_to_the_vote(place, secretary):
    today = clock.today()
    with clock.travel(today - timedelta(3)):
        row = made.called(secretary, place.compound, notice_on=today - timedelta(3), held_on=today + timedelta(9))
    other = {"title": "'另一事项'", "matter": "'election'", "held_on": day(today + timedelta(8))}
    for name, value in other.items():
        refused("须重新张贴通知", update(row, **{name: value}))
    refused("张贴日期不能早于原来的", update(row, notice_on=day(today - timedelta(20))))
    for change in ({"place": "'别处'"}, {"chair": "'某某'"}, {"notice_on": day(today), "title": "'另一事项'"}):
        refused(UNTOLD, update(row, **change))
    refused(UNTOLD, f"UPDATE governance_motion SET text = '另一事项' WHERE deliberation_id = {row.pk}")
    refused("召开日期未到", update(row, status="'held'", updated_at=AHEAD))
    refused("不能删除", f"DELETE FROM governance_deliberation WHERE id = {row.pk}")


def test_a_notice_that_replaces_another_is_not_made_older(place, secretary):
    today = clock.today()
    with clock.travel(today - timedelta(3)):
        row = made.called(secretary, place.compound, notice_on=today - timedelta(3), held_on=today + timedelta(9))
    row = acts.edit(
        row, actor=secretary, title="另一事项", motions=["增设扶手"], notice_on=today, notice_photos=[photo()]
    )
    refused("张贴日期不能早于原来的", update(row, notice_on=day(today - timedelta(3))))
    refused("通知不能再修改", update(row, created_at="now()", notice_on=day(today - timedelta(3))))


def test_after_its_day_no_notice_changes(place, secretary):
    today = clock.today()
    with clock.travel(today - timedelta(9)):
        row = made.called(secretary, place.compound, notice_on=today - timedelta(9), held_on=today)
    for change in ({"place": "'别处'"}, {"held_on": day(today + timedelta(9)), "notice_on": day(today)}):
        refused("通知不能再修改", update(row, updated_at="now()", **change))
