"""States and steps of donations."""

from funds.roles import CONFIRM, RECORD
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, condition, four_eyes, was_last_taken_by
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

ARRIVAL = Due("", RECORD, "登记到账", due=lambda donation: donation.due_on)
BOOKING = Due("", CONFIRM, "确认捐赠入账")
TICKET = Due("donation_ticket", CONFIRM, "登记捐赠票据", start=lambda donation: donation.received_on)

# The stage of a state is the last one that is done.
STATES = States(
    PLEDGED := State("pledged", "已认捐", "wait", stage=0, groups=("open",), waits_for=ARRIVAL),
    RECEIVED := State("received", "待财务确认", "info", stage=1, groups=("open", "arrived"), waits_for=BOOKING),
    CONFIRMED := State("confirmed", "已入账，待开票", "warn", stage=2, groups=("arrived", "booked"), waits_for=TICKET),
    RECEIPTED := State("receipted", "已开票", "ok", stage=3, groups=("arrived", "booked")),
    REFUSED := State("refused", "未接受", "danger", stage=None, groups=("ended",)),
    RETURNED := State("returned", "已退回", "", stage=None, groups=("ended",)),
    stages=("登记", "到账", "财务确认入账", "托管方开票"),
)
OPEN, ARRIVED, BOOKED = STATES.group("open"), STATES.group("arrived"), STATES.group("booked")

# An entry is reversed by another person than who had it booked.
not_own_confirmation = another_user("own_confirmation", "confirmed_by", "凭证由您确认入账，冲销须由另一位财务人员办理")


@four_eyes("own_record")
def not_own_record(donation, user):
    """Four eyes: the person who recorded the gift or its arrival does not confirm it."""
    if user and donation.created_by_id == user.pk:
        return "不能确认自己登记的捐赠，请由另一位财务人员办理"
    return "到账由您登记，请由另一位财务人员确认" if was_last_taken_by(donation, user, "receive") else ""


@condition("fund_not_active")
def fund_runs(donation, user):
    fund = donation.fund
    return "" if fund.is_active else f"{fund}为“{fund.get_status_display()}”，运行后才能接受捐赠"


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


def waits_for_its_fund(donation):
    """Why nobody is late with a gift: the fund takes none while its faults are mended."""
    return fund_runs(donation, None) if donation.status in OPEN else ""


DONATION = Workflow(
    "funds.donation",
    Step("record", "登记捐赠", (), None, RECORD, creates=True, tone="primary", icon="plus-circle"),
    Step("receive", "登记到账", (PLEDGED,), RECEIVED, RECORD, (fund_runs,), tone="primary", icon="box-arrow-in-down"),
    Step(
        "confirm",
        "确认入账",
        (RECEIVED,),
        CONFIRMED,
        CONFIRM,
        (not_own_record, fund_runs),
        tone="primary",
        hint="请对照托管慈善组织的到账凭据核对。确认后自动生成凭证，凭证只能冲销，不能修改。",
    ),
    Step("send_back", "退回核对", (RECEIVED,), PLEDGED, CONFIRM, tone="back", icon="arrow-return-left"),
    Step(
        "receipt",
        "登记票据",
        (CONFIRMED,),
        RECEIPTED,
        CONFIRM,
        tone="primary",
        icon="receipt",
        hint="捐赠票据由托管慈善组织开具，这里登记票据号码。",
    ),
    Step(
        "correct",
        "冲销更正",
        (CONFIRMED,),
        PLEDGED,
        CONFIRM,
        (not_own_record, not_own_confirmation, gift_is_still_there),
        tone="back",
        hint="金额或用途记错时办理：原凭证红字冲销，捐赠退回登记人更正后重新入账。",
    ),
    Step("refuse", "不接受捐赠", OPEN, REFUSED, RECORD, tone="refuse"),
    Step(
        "return_gift",
        "退回捐赠",
        BOOKED,
        RETURNED,
        CONFIRM,
        (not_own_record, not_own_confirmation, gift_is_still_there),
        tone="refuse",
        icon="box-arrow-up",
        hint="由托管慈善组织退还款物，原凭证红字冲销。已开票的须先收回或作废票据。",
    ),
    states=STATES,
    waits=waits_for_its_fund,
)
