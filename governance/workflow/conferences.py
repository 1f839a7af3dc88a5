"""What happens to a joint conference, its agenda items and the actions they lead to (domain.md §2.8)."""

from governance.kernel import clock
from governance.kernel.reminders import Due
from governance.kernel.workflow import CLOCK, Step, Workflow

PLANNED, AGENDA_OPEN, AGENDA_FIXED, HELD = "planned", "agenda_open", "agenda_fixed", "held"
MINUTES_DRAFT, MINUTES_SIGNED, ISSUED = "minutes_draft", "minutes_signed", "issued"
TRACKING, CLOSED, CANCELLED = "tracking", "closed", "cancelled"
LISTED, DECIDED, REMOVED = "listed", "decided", "removed"
OPEN, REPORTED, DONE = "open", "reported", "done"
RUN, CHAIR, ATTEND, SIGN, ACT = (
    "governance.conference",
    "governance.chair",
    "governance.attend",
    "governance.sign",
    "governance.act",
)
BEFORE = (PLANNED, AGENDA_OPEN, AGENDA_FIXED)


# ------------------------------------------------------------ guards
def day_has_come(conference, user):
    if conference.held_on > clock.today():
        return f"会期为{conference.held_on.month}月{conference.held_on.day}日，当天才能开会签到"
    return ""


def not_the_recorder(conference, user):
    if user and conference.recorder_id and user.person_id == conference.recorder_id:
        return "记录人不能签发自己整理的纪要，请主持人签发"
    return ""


def is_the_chair(conference, user):
    if user and conference.chair_id and user.person_id != conference.chair_id:
        return f"纪要由主持人{conference.chair.name}签发"
    return ""


def actions_are_done(conference, user):
    left = open_actions(conference)
    return f"还有 {left} 项议定事项没有办结" if left else ""


def has_open_actions(conference, user):
    return "" if open_actions(conference) else "没有需要督办的议定事项，可直接办结"


def open_actions(conference):
    actions = conference.items.model.actions.rel.related_model.objects
    return actions.open().filter(item__conference=conference).count()


def is_in_session(item, user):
    if item.conference.status != HELD:
        return f"会议{item.conference.get_status_display()}，开会期间才能办理"
    return ""


def speaks_for_member(item, user):
    member = member_of(item, user)
    if member is None:
        return "您不代表本次会议的成员单位"
    if member.signed_in_at is None:
        return "请先签到，再参加表决"
    return ""


def is_not_recused(item, user):
    member = member_of(item, user)
    if member is not None and item.interests.filter(member=member).exists():
        return "您已申明回避，不参加本项表决"
    return ""


def member_of(item, user):
    """The seat the user speaks for at this sitting, or None."""
    if user is None:
        return None
    return item.conference.members.filter(unit_id__in=user.unit_ids).first()


def has_a_seat(conference, user):
    if user is None:
        return ""
    if not conference.members.filter(unit_id__in=user.unit_ids).exists():
        return "您不代表本次会议的成员单位，由会务人员代为签到"
    return ""


def agenda_can_lose(item, user):
    if item.conference.status not in (AGENDA_OPEN, AGENDA_FIXED, HELD):
        return f"会议{item.conference.get_status_display()}，不能撤下议题"
    return ""


def agenda_can_move(item, user):
    if item.conference.status not in (AGENDA_OPEN, AGENDA_FIXED, HELD):
        return f"会议{item.conference.get_status_display()}，不能调整顺序"
    return ""


def is_urgent(item, user):
    return "" if item.is_urgent else "不是临时增加的议题，无须同意"


# ------------------------------------------------------------ the rule books
CONFERENCE = Workflow(
    "governance.joint_conference",
    Step("plan", "筹备会议", (), PLANNED, RUN, creates=True, tone="primary", icon="calendar-plus"),
    Step(
        "open_agenda",
        "征集议题",
        (PLANNED,),
        AGENDA_OPEN,
        RUN,
        tone="primary",
        icon="collection",
        hint="上次会议未办结的议定事项自动列为第一项。",
    ),
    Step("fix_agenda", "确定议程", (AGENDA_OPEN,), AGENDA_FIXED, RUN, tone="primary", icon="list-ol"),
    Step("hold", "开会，开始签到", (AGENDA_FIXED,), HELD, RUN, (day_has_come,), tone="primary", icon="play-circle"),
    Step("sign_in", "签到", (HELD,), HELD, ATTEND, (has_a_seat,), tone="primary", icon="person-check"),
    Step("record_attendance", "登记签到", (HELD,), HELD, RUN, icon="ui-checks"),
    Step("draft_minutes", "结束会议并生成纪要", (HELD,), MINUTES_DRAFT, RUN, tone="primary", icon="file-earmark-text"),
    Step("edit_minutes", "修改纪要", (MINUTES_DRAFT,), MINUTES_DRAFT, RUN, icon="pencil"),
    Step(
        "sign",
        "签发纪要",
        (MINUTES_DRAFT,),
        MINUTES_SIGNED,
        SIGN,
        (not_the_recorder, is_the_chair),
        tone="primary",
        icon="pen",
    ),
    Step(
        "return_minutes",
        "退回修改纪要",
        (MINUTES_DRAFT, MINUTES_SIGNED),
        MINUTES_DRAFT,
        SIGN,
        tone="back",
        icon="arrow-return-left",
    ),
    Step(
        "issue",
        "印发并封存",
        (MINUTES_SIGNED,),
        ISSUED,
        RUN,
        tone="primary",
        icon="send",
        hint="印发后会议记录封存，不能再改；要改变决定，须在以后的会议上另提议题。",
    ),
    Step("track", "转入督办", (ISSUED,), TRACKING, RUN, (has_open_actions,), by_clock=True, icon="eye"),
    Step(
        "close",
        "办结会议",
        (ISSUED, TRACKING),
        CLOSED,
        RUN,
        (actions_are_done,),
        by_clock=True,
        tone="primary",
        icon="check2-all",
    ),
    Step("edit", "修改会议安排", BEFORE, None, RUN, icon="pencil"),
    Step("seat", "调整参会单位", BEFORE, None, RUN, icon="people"),
    Step("cancel", "取消会议", BEFORE, CANCELLED, RUN, tone="refuse", icon="x-octagon"),
    deadlines={
        PLANNED: Due("", RUN, "征集议题"),
        AGENDA_OPEN: Due("", RUN, "确定议程", due=lambda row: row.agenda_due_on),
        AGENDA_FIXED: Due("", RUN, "召开会议", due=lambda row: row.held_on),
        HELD: Due("conference_minutes", RUN, "整理纪要", start=lambda row: row.held_on),
        MINUTES_DRAFT: Due("conference_minutes", SIGN, "签发纪要", start=lambda row: row.held_on),
        MINUTES_SIGNED: Due("conference_minutes", RUN, "印发纪要", start=lambda row: row.held_on),
    },
)

ITEM = Workflow(
    "governance.agenda_item",
    Step("list", "列入议程", (), LISTED, RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("propose", "提交议题", (), LISTED, ATTEND, creates=True, icon="send-plus"),
    Step("urge", "临时增加议题", (), LISTED, RUN, creates=True, icon="lightning"),
    Step("approve_urgent", "同意临时增加", (LISTED,), LISTED, CHAIR, (is_urgent,), icon="check2"),
    Step(
        "vote",
        "表决",
        (LISTED,),
        LISTED,
        ATTEND,
        (is_in_session, speaks_for_member, is_not_recused),
        tone="primary",
        icon="hand-index",
    ),
    Step("record_votes", "代录表决", (LISTED,), LISTED, RUN, (is_in_session,), icon="ui-checks"),
    Step("declare", "申明回避", (LISTED,), LISTED, ATTEND, (is_in_session, speaks_for_member), icon="box-arrow-right"),
    Step("record_interest", "登记回避", (LISTED,), LISTED, RUN, (is_in_session,), icon="box-arrow-right"),
    Step("decide", "确认结论", (LISTED,), DECIDED, CHAIR, (is_in_session,), tone="primary", icon="check2-square"),
    Step("move", "调整顺序", (LISTED,), LISTED, RUN, (agenda_can_move,), icon="arrow-down-up", hidden=True),
    Step("remove", "撤下议题", (LISTED,), REMOVED, RUN, (agenda_can_lose,), tone="refuse", icon="dash-circle"),
)

ACTION = Workflow(
    "governance.action_item",
    Step("open", "交办", (), OPEN, CHAIR, creates=True),
    Step("report", "报送结果", (OPEN,), REPORTED, ACT, tone="primary", icon="send"),
    Step("confirm", "确认办结", (REPORTED,), DONE, RUN, tone="primary", icon="check2-all"),
    Step("send_back", "退回继续办理", (REPORTED,), OPEN, RUN, tone="back", icon="arrow-return-left"),
    deadlines={
        OPEN: Due("action_item", ACT, "办理议定事项", assignee=lambda row: row.officer(), due=lambda row: row.due_on),
        REPORTED: Due("action_item", RUN, "确认议定事项办结", due=lambda row: row.due_on),
    },
)

UNIT = Workflow(
    "governance.conference_unit",
    Step("add", "增加成员单位", (), "active", RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("edit", "修改成员单位", ("active",), "active", RUN, icon="pencil"),
    Step("stop", "退出联席会议", ("active",), "stopped", RUN, tone="refuse", icon="dash-circle"),
    Step("restart", "恢复成员单位", ("stopped",), "active", RUN, tone="primary", icon="arrow-counterclockwise"),
)

BUDGET = Workflow(
    "governance.budget",
    Step("set", "登记年度额度", (), "set", RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("revise", "调整年度额度", ("set",), "set", RUN, tone="primary", icon="pencil"),
)

__all__ = ["ACTION", "BUDGET", "CLOCK", "CONFERENCE", "ITEM", "UNIT"]
