"""The paper of a council's result reads as what it is: an opinion, whom it binds, where it must be brought."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.governance.deliberations.test_result_pages import paper_of, words_on

pytestmark = pytest.mark.django_db
OF_DECISIONS = (
    "表决结果",
    "同意为通过",
    "结果：通过",
    "起生效",
    "异议和生效",
    "表决事项",
    "（可调整）",
)


@pytest.mark.parametrize("matter", ["general", "money"])
def test_what_is_settled_binds_who_agreed_and_is_brought_where_it_is_decided(client, place, secretary, matter):
    row = made.counted(secretary, place.compound, matter=matter)
    words = words_on(paper_of(client, secretary, row))
    for part in (
        "议事协商结果公告",
        "荷馨苑小区议事会在党群服务站召开协商会议",
        "进行议事协商",
        "《城市居民委员会组织法》（2025年修订）第三十二条",
        "参加协商的成员",
        "协商结果：协商一致",
        "同意为协商一致",
        "第 1 项协商一致，形成协商意见。协商意见由参加协商、表示同意的各方自愿遵守和落实；不是业主共同决定",
        "不约束业主，也不代替居民会议及其代表会议的决定",
        "须由有权的会议决定的，本协商不能代替：涉及业主共同决定事项的，提请业主共同表决",
        "第一个工作日起按协商意见落实或者提请决定",
        "荷馨苑小区议事会（盖章）",
    ):
        assert part in words, part
    for part in OF_DECISIONS:
        assert part not in words, part


def test_what_is_not_settled_is_no_opinion(client, place, secretary):
    row = made.called(secretary, place.compound, motions=["修照明", "修扶手"])
    tallies = [
        {"no": 1, "yes": 10, "no_votes": 20, "abstain": 0},
        {"no": 2, "yes": 25, "no_votes": 5, "abstain": 0},
    ]
    with clock.travel(row.held_on):
        row = acts.count(made.recorded(row, secretary, **{**made.totals(), "tallies": tallies}), actor=secretary)
    words = words_on(paper_of(client, secretary, row))
    assert "第 2 项协商一致，形成协商意见" in words
    assert "第 1 项没有协商一致，不形成意见；可以继续协商，也可以直接提请有权的会议决定" in words


def test_too_few_members_settle_nothing(client, place, secretary):
    few = made.totals(present=23, yes=23, no_votes=0, abstain=0)
    words = words_on(paper_of(client, secretary, made.counted(secretary, place.compound, few)))
    assert "会议不成立，没有形成协商意见，须重新召集" in words
    assert "形成协商意见。" not in words
    assert "公示，至" not in words


def test_posted_with_an_objection(client, place, secretary):
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.held_on + timedelta(1)):
        row = objections.challenge(row, actor=secretary, raised_by="张三丰", text="未公开报价")
        row = objections.answer(row, actor=secretary, objection=row.objections.get(), answer="已公开")
        words = words_on(paper_of(client, secretary, row))
    assert "起按协商意见落实或者提请决定" in words
    assert "提出的异议：未公开报价" in words
    assert "张三丰" not in words


def test_the_notice_of_a_council_calls_to_a_consultation(client, place, secretary):
    row = made.called(secretary, place.compound, matter="money")
    client.force_login(secretary)
    words = words_on(client.get(f"{row.get_absolute_url()}notice.docx"))
    assert "召开小区议事会，" in words
    assert "协商事项" in words
    assert "（涉及资金）" not in words.split("协商事项")[0]
