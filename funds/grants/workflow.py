"""States and steps of grants."""

from funds.roles import CONFIRM, OVERSEE, RECORD
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another, condition, hands, took
from governance.kernel.steps.halts import halted
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

STATES = States(
    SHORT := State(
        "short", "资金不足，待承诺", "danger", groups=("open", "unfunded"), waits_for=Due("", RECORD, "筹足资金后承诺")
    ),
    COMMITTED := State(
        "committed",
        "已承诺，待监督意见",
        "info",
        groups=("open", "reserved"),
        waits_for=Due("", OVERSEE, "出具监督意见"),
    ),
    CLEARED := State(
        "cleared", "待拨付", "warn", groups=("open", "reserved", "overseen"), waits_for=Due("", CONFIRM, "登记拨付")
    ),
    PAID := State("paid", "已拨付", "ok", groups=("ended", "overseen", "paid")),
    RELEASED := State("released", "已撤销", "", groups=("ended", "unfunded")),
)

not_own_opinion = another("own_opinion", "overseen_by", "出具监督意见的人不能办理拨付")


@hands("own_commitment")
def not_own_commitment(grant, user):
    """The person who set the share aside neither oversees nor pays it."""
    return "承诺由您办理，监督和拨付须由其他人办理" if took(grant, user, "retry") else ""


@condition("fund_missing")
def community_has_a_fund(grant, user):
    return "" if grant.fund_to_promise() else "该社区没有运行中的社区基金，请先设立并启用"


@condition("overdrawn")
def fund_covers_it(grant, user):
    fund = grant.fund_to_promise()
    lack = grant.amount - fund.balance.available
    return f"{fund}可统筹余额 {fund.balance.available:,.2f} 元，还差 {lack:,.2f} 元" if lack > 0 else ""


@condition("project_halted")
def project_goes_on(grant, user):
    """The project's basis stands; a share that is set aside already stays so, but is not paid meanwhile."""
    return halted("projects.microproject", grant.project_id)


GRANT = Workflow(
    "funds.grant",
    Step("commit", "承诺基金份额", (), None, CLOCK, creates=True),
    Step(
        "retry", "补足后承诺", (SHORT,), COMMITTED, RECORD, (community_has_a_fund, fund_covers_it), tone="primary",
        icon="arrow-repeat", hint="基金可统筹余额足够时办理，余额中相应留出。",
    ),
    Step("oversee", "出具监督意见", (COMMITTED,), None, OVERSEE, (not_own_commitment,), tone="primary", icon="eye"),
    Step(
        "pay", "登记拨付", (CLEARED,), PAID, CONFIRM, (not_own_opinion, not_own_commitment), tone="primary",
        icon="cash-coin", hint="由托管慈善组织付款后，凭付款凭据登记。",
    ),
    Step("release", "撤销承诺", STATES.group("open"), RELEASED, CONFIRM, by_clock=True, tone="refuse"),
    states=STATES, halt=project_goes_on,
)  # fmt: skip
