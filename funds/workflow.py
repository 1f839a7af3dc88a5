"""What happens to foundations, funds, gifts and grants."""

from governance.kernel.guards import another, condition, hands, took
from governance.kernel.reminders import Due
from governance.kernel.workflow import CLOCK, Step, Workflow


# ------------------------------------------------------------ guards
@hands("own_record")
def not_own_record(donation, user):
    """Four eyes: nobody confirms what they recorded, nor what they said had arrived."""
    if user and donation.created_by_id == user.pk:
        return "不能确认自己登记的捐赠，请由另一位财务人员办理"
    return "到账由您登记，请由另一位财务人员确认" if took(donation, user, "receive") else ""


# An entry is reversed by another person than who had it booked.
not_own_confirmation = another("own_confirmation", "confirmed_by", "凭证由您确认入账，冲销须由另一位财务人员办理")
not_own_proposal = another("own_proposal", "created_by", "不能启用自己发起的基金，请由另一人核对")
not_own_opinion = another("own_opinion", "overseen_by", "出具监督意见的人不能办理拨付")


@hands("own_commitment")
def not_own_commitment(grant, user):
    """Who set the share aside neither oversees nor pays it."""
    return "承诺由您办理，监督和拨付须由其他人办理" if took(grant, user, "retry") else ""


@condition("fund_not_active")
def fund_runs(donation, user):
    fund = donation.fund
    return "" if fund.status == ACTIVE else f"{fund}为“{fund.get_status_display()}”，运行后才能接受捐赠"


@condition("overdrawn")
def gift_is_still_there(donation, user):
    """Money that is promised or spent cannot be taken out of the book again."""
    if not donation.bookings or donation.amount is None:
        return ""
    pool = "goods" if donation.kind == "goods" else "restricted" if donation.is_restricted else "available"
    left = getattr(donation.fund.balance, pool)
    if left >= donation.amount:
        return ""
    return f"{donation.fund}中这笔捐赠已有部分承诺或支出，现余 {left:,.2f} 元，不能冲销"


@condition("fund_missing")
def community_has_a_fund(grant, user):
    return "" if grant.fund_to_promise() else "该社区没有运行中的社区基金，请先设立并启用"


@condition("overdrawn")
def fund_covers_it(grant, user):
    fund = grant.fund_to_promise()
    lack = grant.amount - fund.balance.available
    return f"{fund}可统筹余额 {fund.balance.available:,.2f} 元，还差 {lack:,.2f} 元" if lack > 0 else ""


# ------------------------------------------------------------ foundations
LINKED, ENDED = "linked", "ended"
FOUNDATION = Workflow(
    "funds.foundation",
    Step("link", "登记基金会", (), LINKED, "funds.set_up", creates=True, tone="primary", icon="link-45deg"),
    Step("edit", "修改信息", (LINKED,), LINKED, "funds.set_up", icon="pencil"),
    Step("end", "终止合作", (LINKED,), ENDED, "funds.set_up", tone="refuse", icon="x-circle"),
)

# ------------------------------------------------------------ funds
PROPOSED, AGREED, ACTIVE, RECTIFYING = "proposed", "agreed", "active", "rectifying"
FUND = Workflow(
    "funds.community_fund",
    Step("propose", "发起设立", (), PROPOSED, "funds.set_up", creates=True, tone="primary", icon="plus-circle"),
    Step("edit", "修改设立方案", (PROPOSED,), PROPOSED, "funds.set_up", icon="pencil"),
    Step("agree", "登记合作协议", (PROPOSED,), AGREED, "funds.set_up", tone="primary", icon="file-earmark-check"),
    Step(
        "activate",
        "核对并启用",
        (AGREED,),
        ACTIVE,
        "funds.confirm",
        (not_own_proposal,),
        tone="primary",
        icon="check2-circle",
        hint="启用后开立分账。所有款物由托管慈善组织收付，本平台只记分账和存证。",
    ),
    Step("suspend", "责令整改", (ACTIVE,), RECTIFYING, "funds.set_up", tone="refuse", icon="pause-circle"),
    Step("rectify", "整改完成，恢复运行", (RECTIFYING,), ACTIVE, "funds.set_up", tone="primary", icon="play-circle"),
    Step("change_members", "调整管委会和监督员", (AGREED, ACTIVE, RECTIFYING), None, "funds.set_up", icon="people"),
    deadlines={
        PROPOSED: Due("", "funds.set_up", "签订合作协议"),
        AGREED: Due("", "funds.confirm", "核对并启用基金"),
        RECTIFYING: Due("", "funds.set_up", "基金整改"),
    },
)

# ------------------------------------------------------------ gifts
PLEDGED, RECEIVED, CONFIRMED = "pledged", "received", "confirmed"
RECEIPTED, REFUSED, RETURNED = "receipted", "refused", "returned"
DONATION = Workflow(
    "funds.donation",
    Step("record", "登记捐赠", (), None, "funds.record", creates=True, tone="primary", icon="plus-circle"),
    Step(
        "receive",
        "登记到账",
        (PLEDGED,),
        RECEIVED,
        "funds.record",
        (fund_runs,),
        tone="primary",
        icon="box-arrow-in-down",
    ),
    Step(
        "confirm",
        "确认入账",
        (RECEIVED,),
        CONFIRMED,
        "funds.confirm",
        (not_own_record, fund_runs),
        tone="primary",
        icon="check2-circle",
        hint="请对照托管慈善组织的到账凭据核对。确认后自动生成凭证，凭证只能冲销，不能修改。",
    ),
    Step("send_back", "退回核对", (RECEIVED,), PLEDGED, "funds.confirm", tone="back", icon="arrow-return-left"),
    Step(
        "receipt",
        "登记票据",
        (CONFIRMED,),
        RECEIPTED,
        "funds.confirm",
        tone="primary",
        icon="receipt",
        hint="捐赠票据由托管慈善组织开具，这里登记票据号码。",
    ),
    Step(
        "correct",
        "冲销更正",
        (CONFIRMED,),
        PLEDGED,
        "funds.confirm",
        (not_own_record, not_own_confirmation, gift_is_still_there),
        tone="back",
        icon="arrow-counterclockwise",
        hint="金额或用途记错时办理：原凭证红字冲销，捐赠退回登记人更正后重新入账。",
    ),
    Step("refuse", "不接受捐赠", (PLEDGED, RECEIVED), REFUSED, "funds.record", tone="refuse", icon="x-circle"),
    Step(
        "return_gift",
        "退回捐赠",
        (CONFIRMED, RECEIPTED),
        RETURNED,
        "funds.confirm",
        (not_own_record, not_own_confirmation, gift_is_still_there),
        tone="refuse",
        icon="box-arrow-up",
        hint="由托管慈善组织退还款物，原凭证红字冲销。已开票的须先收回或作废票据。",
    ),
    deadlines={
        PLEDGED: Due("", "funds.record", "登记到账", due=lambda donation: donation.due_on),
        RECEIVED: Due("", "funds.confirm", "确认捐赠入账"),
        CONFIRMED: Due("donation_ticket", "funds.confirm", "登记捐赠票据", start=lambda donation: donation.received_on),
    },
)

# ------------------------------------------------------------ grants
SHORT, COMMITTED, CLEARED, PAID, RELEASED = "short", "committed", "cleared", "paid", "released"
GRANT = Workflow(
    "funds.grant",
    Step("commit", "承诺基金份额", (), None, CLOCK, creates=True),
    Step(
        "retry",
        "补足后承诺",
        (SHORT,),
        COMMITTED,
        "funds.record",
        (community_has_a_fund, fund_covers_it),
        tone="primary",
        icon="arrow-repeat",
        hint="基金可统筹余额足够时办理，余额中相应留出。",
    ),
    Step(
        "oversee",
        "出具监督意见",
        (COMMITTED,),
        None,
        "funds.oversee",
        (not_own_commitment,),
        tone="primary",
        icon="eye",
    ),
    Step(
        "pay",
        "登记拨付",
        (CLEARED,),
        PAID,
        "funds.confirm",
        (not_own_opinion, not_own_commitment),
        tone="primary",
        icon="cash-coin",
        hint="由托管慈善组织付款后，凭付款凭据登记。",
    ),
    Step(
        "release",
        "撤销承诺",
        (SHORT, COMMITTED, CLEARED),
        RELEASED,
        "funds.confirm",
        by_clock=True,
        tone="refuse",
        icon="x-circle",
    ),
    deadlines={
        SHORT: Due("", "funds.record", "筹足资金后承诺"),
        COMMITTED: Due("", "funds.oversee", "出具监督意见"),
        CLEARED: Due("", "funds.confirm", "登记拨付"),
    },
)
