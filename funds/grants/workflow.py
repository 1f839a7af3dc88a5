"""States and steps of grants: asked for by the conference, decided by the fund's committee, paid by the host."""

from funds.roles import CONFIRM, OVERSEE, RECORD
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, condition, four_eyes, moot
from governance.kernel.steps.halts import halted
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

from .grounds import GROUNDS

VOTE = permission("funds.vote", "登记管委会表决", held_by=("fund_manager",))
CHECK_VOTE = permission("funds.check_vote", "核对管委会表决", held_by=("district_office", "street_admin"))
SETTLE = permission("funds.settle", "安排基金未通过的项目资金", held_by=("district_office",))


WAYS = (("other_money", "另行落实资金"), ("conference", "重新提请联席会议"), ("smaller", "缩减项目，不再使用基金"))


def requested_on(grant):
    return grant.requested_on


# open       -- neither ended nor refused
# asked      -- before the committee
# reserved   -- money is set aside for it
# promised   -- rests on a passing vote
# unpromised -- no money was set aside
# unfunded   -- may be without a fund
# declined   -- the committee did not agree
STATES = States(
    FUNDLESS := State(
        "fundless",
        "无运行中的基金，待提出",
        "danger",
        groups=("open", "unfunded", "unpromised", "releasable"),
        waits_for=Due("", RECORD, "基金启用后提交管委会"),
    ),
    REQUESTED := State(
        "requested",
        "待表决前监督意见",
        "wait",
        groups=("open", "asked", "unpromised", "releasable"),
        waits_for=Due("grant_vote", OVERSEE, "出具表决前监督意见", start=requested_on),
    ),
    OPINED := State(
        "opined",
        "管委会待表决",
        "info",
        groups=("open", "asked", "unpromised", "releasable"),
        waits_for=Due("grant_vote", VOTE, "组织管委会表决并登记", start=requested_on),
    ),
    REFUSED := State(
        "refused",
        "管委会未通过",
        "danger",
        groups=("declined", "unpromised", "releasable"),
        waits_for=Due("grant_refused", SETTLE, "另行落实资金或重新提请会议"),
    ),
    SETTLED := State("settled", "未通过，已另行安排", "", groups=("ended", "declined", "unpromised")),
    COMMITTED := State(
        "committed",
        "已承诺，待监督意见",
        "info",
        groups=("open", "reserved", "promised", "releasable"),
        waits_for=Due("", OVERSEE, "出具拨付监督意见"),
    ),
    CLEARED := State(
        "cleared",
        "待拨付",
        "warn",
        groups=("open", "reserved", "promised", "overseen", "releasable"),
        waits_for=Due("", CONFIRM, "登记拨付"),
    ),
    PAID := State("paid", "已拨付", "ok", groups=("ended", "promised", "overseen", "paid")),
    RELEASED := State("released", "已撤销", "", groups=("ended", "unfunded", "unpromised")),
)

not_own_opinion = another_user("own_opinion", "overseen_by", "出具监督意见的人不能办理拨付")
not_own_advice = another_user("own_advice", "advised_by", "出具表决前监督意见的人不能登记表决")


not_own_vote = another_user("own_vote", "voted_by", "管委会表决由您登记，须由另一人与会议记录核对后确认（本区默认）")
VOTE_ASKED = Due("", CHECK_VOTE, "核对管委会表决")


@four_eyes("own_commitment")
def not_own_commitment(grant, user):
    """The persons who entered and confirmed the committee's vote neither oversee nor pay it."""
    is_own = user is not None and user.pk in (grant.voted_by_id, grant.vote_confirmed_by_id)
    return "管委会表决由您登记或者核对，监督和拨付须由其他人办理" if is_own else ""


@condition("vote_waits")
def no_vote_waits(grant, user):
    return "管委会表决已经登记，正待另一人核对，请先处理" if grant.vote_asked is not None else ""


@moot("no_vote_entered")
def vote_waits(grant, user):
    return "" if grant.vote_asked is not None else "没有待核对的管委会表决"


@condition("fund_missing")
def community_has_a_fund(grant, user):
    return "" if grant.fund_to_ask() else GROUNDS.said("该社区没有运行中的社区基金，请先设立并启用", "fund_missing")


@condition("fund_not_running")
def fund_is_running(grant, user):
    fund = grant.fund
    if fund and fund.is_active:
        return ""
    return GROUNDS.said(f"{fund}{fund.get_status_display()}，恢复运行后才能表决", "fund_not_running")


@condition("opinion_missing")
def supervisor_has_spoken(grant, user):
    """The supervisor attends and its opinion is minuted.  Source: 湖南省社区慈善基金设立运行指引（试行）."""
    return "" if grant.advice else GROUNDS.said("监督员尚未出具表决前监督意见，管委会不能表决", "opinion_missing")


@condition("project_halted")
def project_goes_on(grant, user):
    """The project's basis stands; a share that is set aside already stays so, but is not paid meanwhile."""
    return halted("projects.microproject", grant.project_id)


def waits_for_its_fund(grant):
    """Why nobody is late with the committee's vote: the fund may not decide while its faults are mended."""
    return fund_is_running(grant, None) if grant.fund_id and grant.status in STATES.group("asked") else ""


GRANT = Workflow(
    "funds.grant",
    Step("request", "向管委会提出申请", (), None, CLOCK, creates=True),
    Step(
        "submit",
        "提交管委会",
        (FUNDLESS,),
        REQUESTED,
        RECORD,
        (community_has_a_fund,),
        tone="primary",
        icon="send",
        hint="基金启用后办理；是否承担由管委会表决。",
    ),
    Step(
        "opine",
        "出具表决前监督意见",
        (REQUESTED,),
        OPINED,
        OVERSEE,
        tone="primary",
        icon="eye",
        hint="监督员列席管委会，意见记入会议记录；不同意不阻止表决，但须随表决结果公开。",
    ),
    Step(
        "vote",
        "登记管委会表决",
        (REQUESTED, OPINED),
        None,
        VOTE,
        (supervisor_has_spoken, fund_is_running, not_own_advice, no_vote_waits),
        tone="primary",
        icon="hand-index",
        hint="按会议记录逐人登记，是否通过由系统按规则计算；另一人与会议记录核对后生效，通过的即从可统筹余额中留出。",
    ),
    Step(
        "confirm_vote",
        "核对并确认表决",
        (OPINED,),
        None,
        CHECK_VOTE,
        (vote_waits, fund_is_running, not_own_vote, not_own_advice),
        tone="primary",
        icon="check2-all",
        hint="请与会议记录原件逐人核对；确认后通过的即从可统筹余额中留出，未通过的由联席办另行落实资金。",
    ),
    Step("refuse_vote", "退回重新登记", (OPINED,), None, CHECK_VOTE, (vote_waits, not_own_vote), tone="back"),
    Step("oversee", "出具监督意见", (COMMITTED,), None, OVERSEE, (not_own_commitment,), tone="primary", icon="eye"),
    Step(
        "pay",
        "登记拨付",
        (CLEARED,),
        PAID,
        CONFIRM,
        (not_own_opinion, not_own_commitment),
        tone="primary",
        icon="cash-coin",
        hint="由托管慈善组织付款后，凭付款凭据登记。",
    ),
    Step(
        "settle",
        "登记另行安排",
        (REFUSED,),
        SETTLED,
        SETTLE,
        tone="primary",
        icon="signpost",
        hint="管委会未通过的份额，由联席办另行落实资金，或重新提请联席会议。",
    ),
    Step(
        "release",
        "撤销申请或承诺",
        STATES.group("releasable"),
        RELEASED,
        CONFIRM,
        by_clock=True,
        tone="refuse",
    ),
    states=STATES,
    halt=project_goes_on,
    waits=waits_for_its_fund,
)
