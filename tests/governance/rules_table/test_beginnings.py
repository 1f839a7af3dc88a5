"""A version begins after the day of its second signature; only a statute already in force looks back, with its text."""

from datetime import date, timedelta

import pytest

from governance.deliberations import majorities
from governance.deliberations.models import Deliberation
from governance.kernel.clock import clock, recounts, rules
from governance.kernel.models import fresh
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule, WorkDay
from governance.rules_table.actions import ask_withdrawal, confirm, refuse, revise, withdraw
from governance.rules_table.workflow import begins_in_time
from tests.factories.funds import paper

from .conftest import NEXT, TODAY, given, proposal, rule
from .test_second_signature import refused

TOMORROW, LATEST = TODAY + timedelta(1), date(2028, 11, 20)
PAST = date(2026, 6, 1)
TUESDAY = date(2026, 11, 24)  # the day after the first working day for who proposes at the weekend
LAW = {"basis": "《信访工作条例》（2026年修订）第三十四条", "note": "条例六月起施行，文本十一月才收到"}


def backdated(**changes):
    return given(**{"value": "45", "valid_from": PAST, "papers": [paper("条例.pdf")], **LAW, **changes})


@pytest.mark.parametrize(
    ("code", "day", "why"),
    [
        ("demand_answer_street", PAST, "begins_in_past"),
        ("demand_answer_street", TODAY, "begins_in_past"),
        ("pass_joint_conference", PAST, "begins_in_past"),
        ("pass_fund_committee", PAST, "begins_in_past"),
        ("owners_decision_correction", PAST, "begins_in_past"),
        ("demand_answer_street", LATEST + timedelta(1), "begins_too_late"),
        ("demand_answer_street", date(9999, 12, 31), "begins_too_late"),
        ("petition_handle", date(9999, 12, 31), "begins_too_late"),
    ],
)
def test_no_version_begins_before_tomorrow_or_later_than_in_two_years(place, code, day, why):
    current = rules.get(code)
    wrong = given(value=current.value, valid_from=day, papers=[paper()], note="补登记以前的决定")
    assert refused(why, revise, current, actor=place.office, **wrong).field == "valid_from"


@pytest.mark.parametrize("day", [TOMORROW, LATEST])
def test_the_first_and_the_last_possible_day(place, day):
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=day))
    assert proposal("demand_answer_street").valid_from == day


@pytest.mark.parametrize(
    ("missing", "field"), [({"basis": "区联席会议决定"}, "basis"), ({"papers": []}, "papers"), ({"note": " "}, "note")]
)
def test_a_statute_that_began_earlier_comes_with_its_text_and_the_reason(place, missing, field):
    current = rule("petition_handle")
    assert refused("law_not_shown", revise, current, actor=place.office, **backdated(**missing)).field == field
    revise(current, actor=place.office, **backdated())
    new = proposal("petition_handle")
    assert Attachment.objects.of(new).get().kind == "law"
    assert confirm(new, actor=place.office2).status == "published"
    assert rules.value("petition_handle", PAST) == 45


def test_a_version_confirmed_on_or_after_its_day_is_refused(place, client):
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=TOMORROW))
    new = proposal("demand_answer_street")
    for day in (TOMORROW, TOMORROW + timedelta(30)):
        with clock.travel(day):
            words = refused("begins_in_past", confirm, new, actor=place.office2).message
            assert "须在施行日之前确认" in words
    with clock.travel(TOMORROW):
        refuse(new, actor=place.office2, note="施行日已到")
        revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=TUESDAY))
        withdraw(proposal("demand_answer_street"), actor=place.office)
    assert rule("demand_answer_street").value == "15"


def test_the_page_says_why_a_version_cannot_be_confirmed_any_more(place, client):
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=TOMORROW))
    with clock.travel(TOMORROW):
        client.force_login(place.office2)
        page = client.get(proposal("demand_answer_street").get_absolute_url()).content.decode()
        assert "须在施行日之前确认" in page


def test_a_counted_meeting_keeps_the_rule_it_was_counted_by(place):
    held = date(2026, 7, 1)
    counted = Deliberation(body="council", held_on=held)
    counted.rule = majorities.snapshot(rules.threshold("council", held))
    before = counted.threshold().passing
    wanted = {"value": "2/3", "comparison": ">=", "basis": "区联席会议 2026 年第 3 次会议决定"}
    revise(rules.get("pass_council"), actor=place.office, valid_from=TOMORROW, **wanted)
    confirm(proposal("pass_council"), actor=place.leader)
    assert counted.threshold().passing == before
    assert Deliberation(body="council", held_on=TOMORROW).threshold().passing != before


def test_the_form_asks_for_the_text_only_where_law_binds(place, client):
    client.force_login(place.office)
    custom = client.get(f"{rule('demand_answer_street').get_absolute_url()}revise/").content.decode()
    bound = client.get(f"{rule('petition_handle').get_absolute_url()}revise/").content.decode()
    assert "法律文本" not in custom
    assert "法律文本" in bound
    assert f"最早为{clock.zh_date(TOMORROW)}" in custom


def waiting(new):
    return Deadline.objects.open().get(object_id=new.pk, rule="rule_confirm")


@pytest.mark.parametrize(
    ("begins", "due"),
    [(TOMORROW, TODAY), (date(2026, 11, 23), date(2026, 11, 20)), (TUESDAY, date(2026, 11, 23))],
)
def test_the_task_to_confirm_is_due_on_a_working_day_before_the_version_begins(place, begins, due):
    assert rules.deadline("rule_confirm", TODAY) == date(2026, 11, 25)
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=begins))
    task = waiting(proposal("demand_answer_street"))
    assert (task.due_on, task.is_provisional) == (due, False)
    assert begins_in_time(proposal("demand_answer_street"), place.office2) == ""


def test_the_task_to_agree_to_a_withdrawal_is_due_before_the_version_begins(place):
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=TUESDAY))
    new = confirm(proposal("demand_answer_street"), actor=place.office2)
    ask_withdrawal(new, actor=place.office, note="数值有误，重新研究")
    assert waiting(new).due_on == date(2026, 11, 23)


def test_a_statute_entered_late_keeps_the_days_of_its_task(place):
    revise(rule("petition_handle"), actor=place.office, **backdated())
    assert waiting(proposal("petition_handle")).due_on == rules.deadline("rule_confirm", TODAY)


def test_a_recount_never_moves_the_task_beyond_the_last_day_for_it(place):
    revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=date(2026, 11, 26)))
    task = waiting(proposal("demand_answer_street"))
    assert task.due_on == task.counted_on == date(2026, 11, 25)
    WorkDay.objects.create(date=date(2026, 11, 25), is_workday=False)
    fresh.forget()
    assert rules.deadline("rule_confirm", TODAY) == date(2026, 11, 26)
    recounts.recount([task], actor=place.office, why="更正工作日历")
    assert waiting(proposal("demand_answer_street")).due_on == date(2026, 11, 24)  # the last one worked before it


@pytest.mark.parametrize("begins", [date(2026, 11, 22), date(2026, 11, 23)])
def test_no_version_begins_before_a_working_day_on_which_another_may_confirm_it(place, client, begins):
    with clock.travel(TOMORROW):  # a Saturday
        wrong = given(valid_from=begins)
        words = refused("no_time_to_confirm", revise, rule("demand_answer_street"), actor=place.office, **wrong).message
        assert f"最早自{clock.zh_date(TUESDAY)}起施行" in words
        client.force_login(place.office)
        page = client.get(f"{rule('demand_answer_street').get_absolute_url()}revise/").content.decode()
        assert f"最早为{clock.zh_date(TUESDAY)}" in page
        revise(rule("demand_answer_street"), actor=place.office, **given(valid_from=TUESDAY))


def test_the_page_of_a_withdrawn_proposal_does_not_wait(place, client):
    revise(rule("demand_answer_street"), actor=place.office, **given())
    new = proposal("demand_answer_street")
    withdraw(new, actor=place.office)
    client.force_login(place.office)
    page = client.get(new.get_absolute_url()).content.decode()
    assert "未经确认" in page
    assert "待确认" not in page
    assert clock.zh_date(NEXT) in page
    assert "2027-01-01" not in page
    assert Rule.objects.get(pk=new.pk).status == "withdrawn"
