"""A fund's money is set aside as its whole committee voted, whoever writes; then vote and request stay.

Source: 湖南省社区慈善基金设立运行指引（试行）; 慈善法 14.
"""

import json

import pytest

from funds.models import CommitteeVote, Grant
from governance.deliberations import majorities
from governance.kernel.clock import clock, rules
from tests.factories.funds import NOTICE, ask, donate, opined, promise, voted
from tests.factories.intruder import refused

pytestmark = pytest.mark.django_db


def state():
    return list(Grant.objects.order_by("pk").values()), list(CommitteeVote.objects.order_by("pk").values())


@pytest.fixture
def waiting(case):
    """A request that the supervisor has spoken on; nobody has voted."""
    donate(case, "1000")
    return opined(case, ask(case, "100", project_id=2))


def committed(grant, **values):
    """SQL that sets the money aside past the step, with everything a constraint asks for."""
    rule = json.dumps(majorities.snapshot(rules.threshold("fund_committee", clock.today())), ensure_ascii=False)
    given = {
        "status": "'committed'",
        "notified_on": f"'{clock.today() - NOTICE}'",
        "voted_on": f"'{clock.today()}'",
        "committed_on": f"'{clock.today()}'",
        "vote_rule": f"'{rule}'",
        "voted_by_id": "(SELECT min(id) FROM governance_user)",
        "vote_confirmed_by_id": "(SELECT max(id) FROM governance_user)",
        **values,
    }
    told = ", ".join(f"{name} = {value}" for name, value in given.items())
    return f"UPDATE funds_grant SET {told} WHERE id = {grant.pk}"


def votes(grant, *choices):
    """SQL that enters the votes of so many members of the committee."""
    members = grant.fund.committee_on(clock.today() - NOTICE)
    return [
        "INSERT INTO funds_committeevote (grant_id, member_id, choice, reason) "
        f"VALUES ({grant.pk}, {member.pk}, '{choice}', '')"
        for member, choice in zip(members, choices, strict=False)
    ]


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ((), "逐一登记会议通知之日的全体成员"),
        (("yes", "yes", "yes"), "逐一登记会议通知之日的全体成员"),
        (("yes", "yes", "no", "no", "abstain"), "表决结果与票数不符"),
        (("yes", "yes", "absent", "absent", "absent"), "到会未达到规定人数"),
    ],
)
def test_no_money_is_set_aside_without_its_vote(waiting, choices, words):
    before = state()
    refused(words, *votes(waiting, *choices), committed(waiting))
    assert state() == before


def test_nor_by_an_easier_rule_or_against_the_votes(waiting):
    easier = {"body": "fund_committee", "quorum": [1, 9, False], "passing": [1, 9, False], "base": "all", "counts": []}
    all_yes = votes(waiting, *["yes"] * 5)
    refused("按表决当日施行的规则计算", *all_yes, committed(waiting, vote_rule=f"'{json.dumps(easier)}'"))
    refused("表决结果与票数不符", *all_yes, committed(waiting, status="'refused'", committed_on="NULL"))


@pytest.mark.parametrize("second", ["NULL", "(SELECT min(id) FROM governance_user)"])
def test_nor_by_one_hand(waiting, second):
    before = state()
    refused(
        "须由登记人以外的人核对确认", *votes(waiting, *["yes"] * 5), committed(waiting, vote_confirmed_by_id=second)
    )
    assert state() == before


def test_no_state_is_skipped(case, waiting):
    refused("依次申请、表决、监督、拨付", f"UPDATE funds_grant SET status = 'settled' WHERE id = {waiting.pk}")
    columns = ", ".join(field.column for field in Grant._meta.concrete_fields if field.column not in ("id", "status"))
    paid = f"SELECT {columns}, 'paid' FROM funds_grant WHERE id = {waiting.pk}"
    refused("须先提出申请", f"INSERT INTO funds_grant ({columns}, status) {paid}")
    refused("不能删除", f"DELETE FROM funds_grant WHERE id = {waiting.pk}")


def test_once_voted_request_and_vote_stay(case):
    donate(case, "1000")
    grant = promise(case, "100")
    before = state()
    stays = "申请和表决的内容不能修改"
    for words, statement in (
        (stays, f"UPDATE funds_grant SET amount = 900 WHERE id = {grant.pk}"),
        (stays, f"UPDATE funds_grant SET voted_on = voted_on + 1 WHERE id = {grant.pk}"),
        (stays, f"UPDATE funds_grant SET advice = '同意' WHERE id = {grant.pk}"),
        (
            "表决记录不能增加",
            "INSERT INTO funds_committeevote (grant_id, member_id, choice, reason) SELECT grant_id, "
            "(SELECT id FROM funds_fundmember WHERE seat = 'supervisor' LIMIT 1), 'yes', '' "
            "FROM funds_committeevote LIMIT 1",
        ),
    ):
        refused(words, statement)
    assert state() == before


def test_a_refused_share_is_not_promised_afterwards(case, waiting):
    voted(case, waiting, no=5)
    refused("依次申请、表决、监督、拨付", committed(Grant.objects.get(pk=waiting.pk)))
