"""A rule changes by two signatures within its statutory bound; what ends asks for its successor."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.events import clock_steps
from governance.rules_table import actions
from governance.rules_table.actions import confirm, refuse, revise, withdraw
from governance.rules_table.workflow import SUCCESSION
from tests.factories.base import user_with

from .conftest import NEXT, TODAY, given, proposal, published, rule


def state():
    return list(Rule.objects.order_by("id").values()), Event.objects.count(), Deadline.objects.count()


def refused(code, call, *args, **data):
    """The call is refused with this code and writes nothing; returns the refusal."""
    before = state()
    with pytest.raises(BusinessError) as refusal:
        call(*args, **data)
    assert refusal.value.code == code
    assert state() == before
    return refusal.value


# ------------------------------------------------------------ beyond the law
@pytest.mark.parametrize(
    ("code", "wrong", "field", "article"),
    [
        ("pass_owners_major", {"value": "1/10"}, "value", "《民法典》第二百七十八条"),
        ("quorum_owners_ordinary", {"value": "1/5"}, "value", "《民法典》第二百七十八条"),
        ("quorum_owners_ordinary", {"value": "9/10"}, "value", "《民法典》第二百七十八条"),
        ("pass_owners_major", {"value": "4/5"}, "value", "《民法典》第二百七十八条"),
        ("pass_owners_ordinary", {"value": "1/2", "comparison": ">="}, "comparison", "《民法典》第二百七十八条"),
        ("petition_handle", {"value": "180"}, "value", "《信访工作条例》第三十四条"),
        ("petition_notice", {"value": "15", "unit": "wd"}, "unit", "《信访工作条例》第二十三条"),
        ("petition_notice", {"value": "10", "unit": "wd"}, "unit", "《信访工作条例》第二十三条"),
        ("petition_notice", {"value": "15", "moves": "holiday"}, "moves", "《信访工作条例》第二十三条"),
        ("mediation_confirm_window", {"value": "90"}, "value", "《人民调解法》第三十三条"),
        ("mediation_confirm_window", {"value": "20"}, "value", "《人民调解法》第三十三条"),
        ("mediation_confirm_window", {"value": "30", "moves": "none"}, "moves", "《人民调解法》第三十三条"),
        ("notice_owners_ordinary", {"value": "1"}, "value", "《物业管理条例》第十四条"),
        ("notice_residents_meeting", {"value": "3"}, "value", "第二十六条"),
        ("publish_residents_meeting", {"value": "7"}, "value", "第三十四条"),
        ("quorum_party_election", {"value": "1/2"}, "value", "基层组织选举工作条例"),
        ("call_residents_meeting", {"value": "1/5"}, "value", "第二十六条"),
        ("adult_age", {"value": "16"}, "value", "第十七条"),
        ("contract_renewal", {"value": "-30"}, "value", "第四十四条"),
    ],
)
def test_a_version_beyond_the_law_is_refused_with_its_article(place, code, wrong, field, article):
    refusal = refused("beyond_the_law", revise, rule(code), actor=place.office, **given(**wrong))
    assert refusal.field == field
    assert article in refusal.message


def test_the_bound_stays_when_a_stricter_version_rests_on_a_decision(place):
    published(place, "petition_handle", value="45")
    refusal = refused(
        "beyond_the_law",
        revise,
        rule("petition_handle"),
        actor=place.office,
        **given(value="61", valid_from=date(2027, 6, 1)),
    )
    assert "《信访工作条例》第三十四条" in refusal.message
    revise(rule("petition_handle"), actor=place.office, **given(value="60", valid_from=date(2027, 6, 1)))


def test_the_page_says_why_and_keeps_what_was_typed(place, client):
    client.force_login(place.office)
    answer = client.post(
        f"{rule('petition_handle').get_absolute_url()}revise/",
        {"valid_from": "2027-01-01", "value": "180", "unit": "d", "moves": "none", "basis": "区联席会议决定"},
    )
    assert answer.status_code == 422
    assert "法律规定不超过 60 天，本次填写的是180 天" in answer.content.decode()
    assert not Rule.objects.proposed().exists()


# ------------------------------------------------------------ two people
def test_a_proposal_holds_for_nobody(place):
    old = rule("mediation_accept")
    revise(old, actor=place.office, **given())
    new = proposal("mediation_accept")
    assert (new.proposed_by, new.confirmed_by, new.force_badge[0]) == (place.office, None, "待确认")
    assert Rule.objects.get(pk=old.pk).valid_to is None
    with clock.travel(NEXT):
        assert rules.value("mediation_accept") == 3
    assert new not in Rule.objects.valid_on(NEXT)
    deadline = Deadline.objects.open().get(object_id=new.pk, rule="rule_confirm")
    assert deadline.due_on == rules.deadline("rule_confirm", TODAY)
    assert deadline in Deadline.objects.waiting_for(place.office2)


def test_its_proposer_does_not_confirm_it(place, client):
    revise(rule("mediation_accept"), actor=place.office, **given())
    new = proposal("mediation_accept")
    refused("own_proposal", confirm, new, actor=place.office)
    refused("own_proposal", refuse, new, actor=place.office, note="不妥")
    refused("not_allowed", confirm, new, actor=place.secretary)
    client.force_login(place.office)
    answer = client.post(f"{new.get_absolute_url()}confirm/")
    assert answer.status_code in (409, 422)
    assert "不能自己确认（本区默认）" in answer.content.decode()
    assert proposal("mediation_accept").confirmed_by is None


def test_the_database_knows_two_people(place):
    revise(rule("mediation_accept"), actor=place.office, **given())
    new = Rule.objects.filter(pk=proposal("mediation_accept").pk)
    with pytest.raises(IntegrityError, match="rule_confirmed_by_another"), transaction.atomic():
        new.update(confirmed_by=place.office)
    with pytest.raises(IntegrityError, match="rule_proposal_stands_confirmed"), transaction.atomic():
        new.update(status="published", valid_from=date(2031, 1, 1))


@pytest.mark.parametrize("who", ["office2", "leader"])
def test_another_confirms_it(place, who):
    old = rule("mediation_accept")
    revise(old, actor=place.office, **given())
    new = confirm(proposal("mediation_accept"), actor=getattr(place, who))
    assert (new.confirmed_by, new.force_badge[0]) == (getattr(place, who), "将施行")
    assert Rule.objects.get(pk=old.pk).valid_to == date(2026, 12, 31)
    with clock.travel(NEXT):
        assert rules.value("mediation_accept") == 5
    assert not Deadline.objects.open().filter(object_id=new.pk, rule="rule_confirm").exists()


def test_one_proposal_of_a_rule_at_a_time(place):
    old = rule("mediation_accept")
    revise(old, actor=place.office, **given())
    refused("already_proposed", revise, old, actor=place.office2, **given(value="7"))


def test_it_is_refused_or_taken_back(place):
    revise(rule("mediation_accept"), actor=place.office, **given())
    new = refuse(proposal("mediation_accept"), actor=place.leader, note="人手够用")
    assert new.force_badge[0] == "未予确认"
    revise(rule("mediation_accept"), actor=place.office, **given(value="6"))
    again = proposal("mediation_accept")
    refused("not_the_proposer", withdraw, again, actor=place.office2)
    assert withdraw(again, actor=place.office).force_badge[0] == "已撤回"
    assert rule("mediation_accept").value == "3"
    assert not Deadline.objects.open().filter(rule="rule_confirm").exists()
    assert rules.load_rules()[0] == []


# ------------------------------------------------------------ taken back by two
def test_a_confirmed_version_is_taken_back_by_two(place):
    old = rule("mediation_accept")
    new = published(place, "mediation_accept")
    actions.ask_withdrawal(new, actor=place.office, note="数值有误")
    refused("own_proposal", actions.confirm_withdrawal, new, actor=place.office)
    with clock.travel(NEXT):
        assert rules.value("mediation_accept") == 5  # till the second signature it stands
    assert actions.confirm_withdrawal(new, actor=place.leader).force_badge[0] == "已撤回"
    old.refresh_from_db()
    assert (old.valid_to, old.force_badge[0]) == (None, "现行")
    with clock.travel(NEXT):
        assert rules.value("mediation_accept") == 3
    event = Event.objects.get(kind="governance.rule.confirm_withdrawal")
    assert (event.object_id, event.data["goes_on"]) == (new.pk, old.pk)
    published(place, "mediation_accept", value="7")  # the same day is free again


def test_a_version_that_was_to_end_ends_on_its_own_day_again(place):
    old, ends = rule("mediation_accept"), date(2028, 12, 31)
    Rule.objects.filter(pk=old.pk).update(valid_to=ends)
    old.refresh_from_db()
    revise(old, actor=place.office, **given())
    new = confirm(proposal("mediation_accept"), actor=place.office2)
    actions.ask_withdrawal(new, actor=place.office, note="数值有误")
    actions.confirm_withdrawal(new, actor=place.office2)
    assert Rule.objects.get(pk=old.pk).valid_to == ends


def test_a_version_that_has_begun_or_been_followed_stays(place):
    new = published(place, "mediation_accept")
    with clock.travel(NEXT):
        refused("has_begun", actions.ask_withdrawal, new, actor=place.office, note="数值有误")
    actions.ask_withdrawal(new, actor=place.office, note="数值有误")
    with clock.travel(NEXT):
        refused("has_begun", actions.confirm_withdrawal, new, actor=place.office2)
    kept = actions.keep(new, actor=place.office2)
    assert (kept.withdrawal_by, kept.force_badge[0]) == (None, "将施行")
    revise(kept, actor=place.office, **given(value="7", valid_from=date(2028, 1, 1)))
    confirm(proposal("mediation_accept"), actor=place.office2)
    refused("already_followed", actions.ask_withdrawal, kept, actor=place.office, note="数值有误")


# ------------------------------------------------------------ what ends
def asked():
    return Deadline.objects.open().filter(task=SUCCESSION.task)


def test_a_rule_that_ends_asks_the_office_for_its_successor(place):
    with clock.travel(date(2026, 10, 31)):
        clock_steps()
        assert not asked().exists()
    with clock.travel(date(2026, 11, 1)):
        clock_steps()
        codes = {Rule.objects.get(pk=pk).code for pk in asked().values_list("object_id", flat=True)}
        assert codes == {
            "fund_committee_min",
            "quorum_fund_committee",
            "pass_fund_committee",
            "notice_fund_committee",
        }
        assert {row.due_on for row in asked()} == {date(2026, 12, 31)}
        assert set(asked()) <= set(Deadline.objects.waiting_for(place.office))
        count = asked().count()
        clock_steps()
        assert asked().count() == count


def test_a_confirmed_successor_or_a_confirmed_end_closes_the_task(place):
    clock_steps()
    old = Rule.objects.get(code="fund_committee_min")
    revise(old, actor=place.office, **given(value="5", basis="《湖南省社区慈善基金运行指引》第六条"))
    assert asked().filter(object_id=old.pk).exists()
    confirm(proposal("fund_committee_min"), actor=place.leader)
    assert not asked().filter(object_id=old.pk).exists()
    ending = Rule.objects.get(code="notice_fund_committee")
    actions.let_end(ending, actor=place.office, note="改由章程规定")
    assert not asked().filter(object_id=ending.pk).exists()
    clock_steps()
    assert set(asked().values_list("object_id", flat=True)) == set(
        Rule.objects.filter(code__in=["quorum_fund_committee", "pass_fund_committee"]).values_list("pk", flat=True)
    )
    refused("does_not_end", actions.let_end, rule("cap_works"), actor=place.office, note="不续")


def test_others_read_but_do_not_decide(place):
    street = user_with("street_admin", place.street)
    refused("not_allowed", revise, rule("mediation_accept"), actor=street, **given())
    refused("not_allowed", revise, rule("mediation_accept"), actor=place.leader, **given())
