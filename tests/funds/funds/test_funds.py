"""Setting up a fund: the committee, the agreement, four eyes."""

from datetime import date, timedelta

import pytest

from funds.books import ledger
from funds.funds import actions as funds
from funds.models import Balance, CommunityFund, FundMember
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from tests.factories.base import user_with
from tests.factories.funds import DECIDED, HOST, change_members, members, replaced
from tests.factories.late import proven


def proposed(case, seats=None, **data):
    facts = {
        "kind": "mutual_aid",
        "name": "野鸭冲互助金",
        "area": case.district.community,
        "host": HOST,
        "purpose": "邻里互助",
    }
    return funds.propose(
        CommunityFund(), actor=case.street_admin, members=members() if seats is None else seats, **{**facts, **data}
    )


def refused(code, step, *args, **data):
    before = (list(CommunityFund.objects.values()), FundMember.objects.count(), Event.objects.count())
    with pytest.raises(BusinessError) as refusal:
        step(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert (list(CommunityFund.objects.values()), FundMember.objects.count(), Event.objects.count()) == before
    return refusal.value.message


def test_a_fund_runs_after_agreement_and_a_second_pair_of_eyes(case):
    fund = proposed(case)
    assert fund.status == "proposed"
    refused("wrong_state", funds.activate, fund, actor=case.finance)
    signed = {"agreement_no": "协〔2026〕1号", "agreement_on": date(2026, 1, 5)}
    refused("backdated_without_paper", funds.agree, fund, actor=case.street_admin, **signed)
    fund = funds.agree(fund, actor=case.street_admin, **signed, **proven("papers"))
    fund = funds.activate(fund, actor=case.finance)
    assert fund.status == "active"
    assert [account.code for account in fund.accounts.all()] == [head.code for head in ledger.CHART]
    assert Balance.objects.get(fund=fund).cash == 0
    assert fund.full_name == "荷塘区慈善总会野鸭冲互助金"


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        (members(4), "committee_too_small"),
        (members(3), "committee_too_small"),
        (members(6), "committee_even"),
        ([{**seat, "duty": "head"} for seat in members()], "two_heads"),
        (members(5, supervisors=0), "no_supervisor"),
        (members(5, is_paid=True), "member_paid"),
        ([*members(5), {"seat": "supervisor", "name": "委员乙", "unit": ""}], "member_twice"),
        ([], "committee_too_small"),
    ],
)
def test_an_unlawful_committee_is_refused(case, seats, code):
    refused(code, proposed, case, seats)
    refused(code, funds.change_members, case.fund, actor=case.street_admin, members=seats, **DECIDED)


def test_one_community_has_one_community_fund(case):
    refused("invalid", proposed, case, kind="community")


def test_the_agreement_is_a_fact(case):
    fund = proposed(case)
    tomorrow = clock.today() + timedelta(1)
    refused("agreement_in_future", funds.agree, fund, actor=case.street_admin, agreement_no="1", agreement_on=tomorrow)
    refused(
        "dates_out_of_order",
        funds.agree,
        fund,
        actor=case.street_admin,
        agreement_no="1",
        agreement_on=date(2026, 1, 5),
        agreement_until=date(2026, 1, 5),
    )


def test_nobody_opens_what_they_proposed(case):
    both = user_with("street_admin", case.district.street)
    fund = proposed(case)
    fund = funds.agree(fund, actor=both, agreement_no="1", agreement_on=date(2026, 1, 5), **proven("papers"))
    CommunityFund.objects.filter(pk=fund.pk).update(created_by=case.finance)
    refused("own_proposal", funds.activate, fund, actor=case.finance)
    assert funds.activate(fund, actor=case.second_finance).status == "active"


def test_a_community_manager_sets_up_nothing(case):
    refused("not_allowed", funds.suspend, case.fund, actor=case.manager, note="试")


def test_members_change_and_the_former_ones_stay_known(case):
    fund = change_members(case, replaced())
    assert sorted(one.name for one in fund.committee) == sorted(["新委员", *(f"委员{n}" for n in "乙丙丁戊")])
    assert FundMember.objects.get(fund=fund, name="委员甲").left_on == clock.today()


def test_faults_are_mended_before_it_runs_on(case):
    fund = funds.suspend(case.fund, actor=case.street_admin, note="未按季公开")
    assert fund.status == "rectifying"
    assert funds.rectify(fund, actor=case.street_admin, note="已补公开").status == "active"


# ------------------------------------------------------------ the host
def test_a_host_without_the_right_to_raise_in_public_is_explained(case):
    given = {"kind": "education", "name": "润荷教育基金", "host_may_raise": False}
    message = refused("host_reason_missing", proposed, case, **given)
    assert "《湖南省社区慈善基金设立运行指引（试行）》" in message
    fund = proposed(case, **given, host_reason="本地唯一的慈善组织，正在申请资格")
    assert (fund.host_may_raise, fund.host_reason) == (False, "本地唯一的慈善组织，正在申请资格")
    assert proposed(case, host_may_raise=False).host_reason == ""  # mutual aid needs no such host


@pytest.mark.parametrize(("may_raise", "own"), [(True, "fund_quarterly"), (False, "fund_yearly_projects")])
def test_the_page_says_when_the_host_discloses(case, as_, may_raise, own):
    """慈善法 79 binds charities with the qualification; others report their major projects once a year."""
    rules.load_rules()
    fund = proposed(case, host_may_raise=may_raise)
    codes = [rule.code for rule in fund.disclosures]
    assert own in codes
    assert ("fund_quarterly" in codes) is may_raise
    assert {"fund_annual", "fund_related_parties"} <= set(codes)
    page = as_(case.street_admin).get(f"{case.fund.get_absolute_url()}?tab=rules").content.decode()
    assert "托管方公开信息" in page
