"""States and steps of donations."""

from funds.funds.workflow import ACTIVE
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another, condition, hands, took
from governance.kernel.steps.workflow import Step, Workflow

# An entry is reversed by another person than who had it booked.
not_own_confirmation = another("own_confirmation", "confirmed_by", "凭证由您确认入账，冲销须由另一位财务人员办理")


@hands("own_record")
def not_own_record(donation, user):
    """Four eyes: nobody confirms what they recorded, nor what they said had arrived."""
    if user and donation.created_by_id == user.pk:
        return "不能确认自己登记的捐赠，请由另一位财务人员办理"
    return "到账由您登记，请由另一位财务人员确认" if took(donation, user, "receive") else ""


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
