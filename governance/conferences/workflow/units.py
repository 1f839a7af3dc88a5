"""What happens to a member unit of the joint conference: it joins, changes its representative, leaves.

Who sits in the conference decides what it decides: nobody adds or takes away a unit alone, or names who speaks for it
and who convenes.  Until another person has agreed, a unit that was asked in does not count yet, one that shall leave
still does, and its representative stays.  Source: domain.md §2.8.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, four_eyes, moot, times_taken, was_last_taken_by
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .rights import RUN

STATES = States(
    ACTIVE := State("active", "成员单位", "ok", groups=("listed",)),
    JOINING := State(
        "joining", "待确认加入", "wait", groups=("listed", "open"), waits_for=Due("", RUN, "确认成员单位加入")
    ),
    STOPPED := State("stopped", "已退出", "", groups=("ended",)),
    DECLINED := State("declined", "未同意加入", "", groups=("ended",)),
)
ENDED = STATES.group("ended")
LEAVING = Due("", RUN, "确认成员单位退出")
CHANGING = Due("", RUN, "确认成员单位代表、召集人变更")


def is_asked(unit, question, *answers):
    """Whether the last of these steps on the row is the question, so that nobody has answered it yet."""
    last = times_taken(unit, question, *answers).order_by("-id").values_list("kind", flat=True).first()
    return last is not None and last.endswith(f".{question}")


def is_leaving(unit):
    """Whether somebody asked that the unit leave, and nobody has said yet whether it does."""
    return is_asked(unit, "ask_stop", "keep", "stop")


def is_changing(unit):
    """Whether somebody asked for another representative or convener, and nobody has answered; leaving answers it."""
    return is_asked(unit, "ask_change", "change", "dismiss", "stop")


@already("leaving_already")
def is_not_leaving(unit, user):
    return "已提请退出，正待另一人确认" if is_leaving(unit) else ""


@moot("leaving_not_asked")
def is_asked_to_leave(unit, user):
    return "" if is_leaving(unit) else "没有待确认的退出，请先提请退出"


@already("change_asked_already")
def is_not_changing(unit, user):
    return "已提请变更代表或者召集人，正待另一人确认" if is_changing(unit) else ""


@moot("change_not_asked")
def is_asked_to_change(unit, user):
    return "" if is_changing(unit) else "没有待确认的变更，请先提请变更"


@four_eyes("own_proposal")
def another_changes(unit, user):
    if was_last_taken_by(unit, user, "ask_change"):
        return "变更由您提请，须由另一人确认，不能自己确认（本区默认）"
    return ""


@four_eyes("own_proposal")
def another_lets_in(unit, user):
    if was_last_taken_by(unit, user, "add", "restart"):
        return "加入由您提请，须由另一人确认，不能自己确认（本区默认）"
    return ""


@four_eyes("own_proposal")
def another_lets_go(unit, user):
    if was_last_taken_by(unit, user, "ask_stop"):
        return "退出由您提请，须由另一人确认，不能自己确认（本区默认）"
    return ""


UNIT = Workflow(
    "governance.conference_unit",
    Step("add", "提请增加成员单位", (), JOINING, RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("confirm", "同意加入", (JOINING,), ACTIVE, RUN, (another_lets_in,), tone="primary", icon="check-lg"),
    Step("decline", "不同意加入", (JOINING,), DECLINED, RUN, tone="refuse", icon="x-lg"),
    Step("edit", "修改排序", (ACTIVE,), ACTIVE, RUN, icon="sort-numeric-down", edits=True),
    Step(
        "ask_change",
        "提请变更代表、召集人",
        (ACTIVE,),
        None,
        RUN,
        (is_not_changing,),
        icon="pencil",
        edits=True,
        hint="由另一人确认后才变更，在此之前仍按原登记",
    ),
    Step("change", "同意变更", (ACTIVE,), None, RUN, (is_asked_to_change, another_changes), tone="primary"),
    Step("dismiss", "不变更", (ACTIVE,), None, RUN, (is_asked_to_change,), tone="back"),
    Step(
        "ask_stop",
        "提请退出联席会议",
        (ACTIVE,),
        None,
        RUN,
        (is_not_leaving,),
        tone="refuse",
        icon="dash-circle",
        hint="由另一人确认后才退出，在此之前仍是成员单位",
    ),
    Step("stop", "同意退出", (ACTIVE,), STOPPED, RUN, (is_asked_to_leave, another_lets_go), tone="refuse"),
    Step("keep", "不退出", (ACTIVE,), None, RUN, (is_asked_to_leave,), tone="back"),
    Step(
        "restart",
        "提请恢复成员单位",
        ENDED,
        JOINING,
        RUN,
        tone="primary",
        icon="arrow-counterclockwise",
    ),
    states=STATES,
)
