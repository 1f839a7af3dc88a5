"""What happens to a joint conference, its agenda items and the actions they lead to (domain.md §2.8)."""

from governance.deliberations import majorities
from governance.kernel.clock import clock, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, another, condition, hands, moot, others, took
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

RUN = permission("governance.conference", "组织联席会议", held_by=("district_office", "street_admin"))
CHAIR = permission("governance.chair", "主持联席会议", held_by=("district_leader", "street_leader"))
ATTEND = permission("governance.attend", "参加联席会议", held_by=("dept_officer", "street_admin"))
SIGN = permission("governance.sign", "签发会议纪要", held_by=("district_leader", "street_leader"))
ACT = permission("governance.act", "办理议定事项", held_by=("dept_officer", "street_admin"))

PLANNED, AGENDA_OPEN, AGENDA_FIXED, HELD = "planned", "agenda_open", "agenda_fixed", "held"
MINUTES_DRAFT, MINUTES_SIGNED, ISSUED = "minutes_draft", "minutes_signed", "issued"
TRACKING, CLOSED, CANCELLED = "tracking", "closed", "cancelled"
LISTED, DECIDED, REMOVED = "listed", "decided", "removed"
OPEN, REPORTED, DONE = "open", "reported", "done"
BEFORE = (PLANNED, AGENDA_OPEN, AGENDA_FIXED)


# ------------------------------------------------------------ who
def over_the_conference(permission):
    """The conference's own area counts, not the matter's: a street has no say in the district's sittings."""

    @others("other_conference")
    def guard(row, user):
        area = conference_of(row).area
        if user is None or user.scope(permission).covers(area):
            return ""
        return f"属于{area.name}联席会议，由该会议办理"

    return guard


def conference_of(row):
    """The sitting of an item, or of the action that an item led to."""
    return row.conference if hasattr(row, "conference_id") else row.item.conference


RUNS_IT, CHAIRS_IT = over_the_conference(RUN), over_the_conference(CHAIR)


@others("not_the_chair")
def is_the_chair(row, user):
    """What the chair does is done by the person who presides over this sitting."""
    conference = row if hasattr(row, "chair_id") else row.conference
    if user and conference.chair_id and user.person_id != conference.chair_id:
        return f"由主持人{conference.chair.name}办理"
    return ""


@hands("recorder_signs")
def not_the_recorder(conference, user):
    if user and conference.recorder_id and user.person_id == conference.recorder_id:
        return "记录人不能签发自己整理的纪要，请主持人签发"
    return ""


@others("no_seat")
def has_a_seat(conference, user):
    if user is None:
        return ""
    if not conference.members.filter(unit_id__in=user.unit_ids).exists():
        return "您不代表本次会议的成员单位，由会务人员代为签到"
    return ""


@others("no_seat")
def speaks_for_member(item, user):
    return "" if member_of(item, user) else "您不代表本次会议的成员单位"


not_own_urgent_item = another("own_urgent_item", "created_by", "临时议题由您提出，请由主持人另行同意")


@hands("chair_recused")
def chair_has_no_interest(item, user):
    """A member with an interest leaves, the chair too: somebody else presides over this item."""
    return "您已申明回避本项，请会务人员更换主持人后确认结论" if has_left(item, user) else ""


@others("not_the_unit")
def answers_for_the_unit(action, user):
    """The unit reports on what it owes; where it has no account, whoever runs conferences over the place."""
    if user is None or action.unit_id in user.unit_ids:
        return ""
    if action.officer() is None and user.scope(RUN).covers(action.area):
        return ""
    return f"由{action.unit.name if action.unit_id else '会务人员'}报送"


@hands("own_report")
def not_own_report(action, user):
    return "办理结果由您报送，请由另一人确认办结" if took(action, user, "report") else ""


def member_of(item, user):
    """The seat the user speaks for at this sitting, or None."""
    if user is None:
        return None
    return item.conference.members.filter(unit_id__in=user.unit_ids).first()


def has_left(item, user):
    """Has the seat the user speaks for declared an interest in this item?"""
    member = member_of(item, user)
    return member is not None and item.interests.filter(member=member).exists()


# ------------------------------------------------------------ when
@condition("too_early")
def day_has_come(conference, user):
    if conference.held_on > clock.today():
        return f"会期为{clock.zh_day(conference.held_on)}，当天才能开会签到"
    return ""


@already("signed_in_already")
def has_not_signed_in(conference, user):
    if user is None or conference.members.filter(unit_id__in=user.unit_ids, signed_in_at=None).exists():
        return ""
    return "您已签到"


@condition("agenda_empty")
def agenda_has_items(conference, user):
    return "" if conference.items.waiting().exists() else "议程上还没有议题，请先列入议题"


@condition("papers_too_late")
def papers_are_in_time(conference, user):
    """The rule's working days must lie between today and the sitting."""
    rule = rules.get("conference_papers", conference.held_on)
    if clock.workdays_between(clock.today(), conference.held_on) >= int(rule.value):
        return ""
    latest = conference.agenda_due_on
    return (
        f"议程须在会前 {rule.value} 个工作日确定：会期{clock.zh_day(conference.held_on)}，"
        f"最迟应在{clock.zh_day(latest)}确定。请改期，或开会时作为临时议题增加"
    )


@condition("items_undecided")
def all_is_decided(conference, user):
    left = list(conference.items.waiting().values_list("title", flat=True))
    if left:
        return f"还有 {len(left)} 项没有议定：{'、'.join(left[:3])}。请议定或撤下后再结束会议"
    return ""


@condition("actions_open")
def actions_are_done(conference, user):
    left = open_actions(conference)
    return f"还有 {left} 项议定事项没有办结" if left else ""


@moot("nothing_to_track")
def has_open_actions(conference, user):
    return "" if open_actions(conference) else "没有需要督办的议定事项，可直接办结"


def open_actions(conference):
    actions = conference.items.model.actions.rel.related_model.objects
    return actions.open().filter(item__conference=conference).count()


@condition("not_in_session")
def is_in_session(item, user):
    if item.conference.status != HELD:
        return f"会议{item.conference.get_status_display()}，开会期间才能办理"
    return ""


@condition("not_quorate")
def is_quorate(item, user):
    conditions = item.conference.quorum()
    if majorities.all_met(conditions):
        return ""
    return f"到会未达法定数，不能议定：{conditions[0].sentence if conditions else '没有成员单位'}"


@condition("not_signed_in")
def has_signed_in(item, user):
    member = member_of(item, user)
    return "请先签到，再参加表决" if member is not None and member.signed_in_at is None else ""


@condition("nobody_present")
def somebody_votes(item, user):
    tally = item.tally()
    return "" if tally.eligible else "还没有单位签到，或者到会单位都已回避"


@already("recused_already")
def has_not_recused(item, user):
    return "您已申明回避，不参加本项表决" if has_left(item, user) else ""


def agenda_can_lose(item, user):
    if item.conference.status not in (AGENDA_OPEN, AGENDA_FIXED, HELD):
        return f"会议{item.conference.get_status_display()}，不能撤下议题"
    return ""


def agenda_can_move(item, user):
    if item.conference.status not in (AGENDA_OPEN, AGENDA_FIXED, HELD):
        return f"会议{item.conference.get_status_display()}，不能调整顺序"
    return ""


@moot("not_urgent")
def is_urgent(item, user):
    return "" if item.is_urgent else "不是临时增加的议题，无须同意"


@already("approved_already")
def is_not_approved_yet(item, user):
    return "" if item.urgent_approved_by_id is None else "已同意临时增加"


@condition("urgent_not_approved")
def urgency_is_approved(item, user):
    if item.is_urgent and item.urgent_approved_by_id is None:
        return "临时增加的议题须经主持人同意后才能议定"
    return ""


def chair_account(conference):
    """The account of who presides, or None."""
    return getattr(conference.chair, "user", None) if conference.chair_id else None


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
    Step(
        "fix_agenda",
        "确定议程",
        (AGENDA_OPEN,),
        AGENDA_FIXED,
        RUN,
        (agenda_has_items, papers_are_in_time),
        tone="primary",
        icon="list-ol",
    ),
    Step("hold", "开会，开始签到", (AGENDA_FIXED,), HELD, RUN, (day_has_come,), tone="primary", icon="play-circle"),
    Step(
        "sign_in", "签到", (HELD,), HELD, ATTEND, (has_a_seat, has_not_signed_in), tone="primary", icon="person-check"
    ),
    Step("record_attendance", "登记签到", (HELD,), HELD, RUN, icon="ui-checks"),
    Step(
        "preside",
        "更换主持人",
        (HELD, MINUTES_DRAFT),
        None,
        RUN,
        icon="person-gear",
        hint="主持人因故缺席或回避时办理；新的主持人确认结论并签发纪要。",
    ),
    Step(
        "draft_minutes",
        "结束会议并生成纪要",
        (HELD,),
        MINUTES_DRAFT,
        RUN,
        (all_is_decided,),
        tone="primary",
        icon="file-earmark-text",
    ),
    Step("edit_minutes", "修改纪要", (MINUTES_DRAFT,), MINUTES_DRAFT, RUN, icon="pencil"),
    Step(
        "sign",
        "签发纪要",
        (MINUTES_DRAFT,),
        MINUTES_SIGNED,
        SIGN,
        (is_the_chair, not_the_recorder),
        tone="primary",
        icon="pen",
    ),
    Step(
        "return_minutes",
        "退回修改纪要",
        (MINUTES_DRAFT, MINUTES_SIGNED),
        MINUTES_DRAFT,
        SIGN,
        (is_the_chair,),
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
        MINUTES_DRAFT: Due(
            "conference_minutes", SIGN, "签发纪要", assignee=chair_account, start=lambda row: row.held_on
        ),
        MINUTES_SIGNED: Due("conference_minutes", RUN, "印发纪要", start=lambda row: row.held_on),
    },
)

ITEM = Workflow(
    "governance.agenda_item",
    Step("list", "列入议程", (), LISTED, RUN, (RUNS_IT,), creates=True, tone="primary", icon="plus-lg"),
    Step("propose", "提交议题", (), LISTED, ATTEND, (speaks_for_member,), creates=True, icon="send-plus"),
    Step("urge", "临时增加议题", (), LISTED, RUN, (RUNS_IT,), creates=True, icon="lightning"),
    Step(
        "approve_urgent",
        "同意临时增加",
        (LISTED,),
        LISTED,
        CHAIR,
        (is_urgent, CHAIRS_IT, is_the_chair, not_own_urgent_item, is_not_approved_yet),
        icon="check2",
        prepares="decide",
    ),
    Step(
        "vote",
        "表决",
        (LISTED,),
        LISTED,
        ATTEND,
        (is_in_session, speaks_for_member, has_signed_in, has_not_recused),
        tone="primary",
        icon="hand-index",
    ),
    Step(
        "record_votes", "代录表决", (LISTED,), LISTED, RUN, (RUNS_IT, is_in_session, somebody_votes), icon="ui-checks"
    ),
    Step(
        "declare",
        "申明回避",
        (LISTED,),
        LISTED,
        ATTEND,
        (is_in_session, speaks_for_member, has_signed_in, has_not_recused),
        icon="box-arrow-right",
    ),
    Step(
        "record_interest",
        "登记回避",
        (LISTED,),
        LISTED,
        RUN,
        (RUNS_IT, is_in_session, somebody_votes),
        icon="box-arrow-right",
    ),
    Step(
        "decide",
        "确认结论",
        (LISTED,),
        DECIDED,
        CHAIR,
        (CHAIRS_IT, is_in_session, is_the_chair, chair_has_no_interest, urgency_is_approved, is_quorate),
        tone="primary",
        icon="check2-square",
    ),
    Step("move", "调整顺序", (LISTED,), LISTED, RUN, (RUNS_IT, agenda_can_move), icon="arrow-down-up", hidden=True),
    Step("remove", "撤下议题", (LISTED,), REMOVED, RUN, (RUNS_IT, agenda_can_lose), tone="refuse", icon="dash-circle"),
)

# Beside the sitting's own deadlines: the chair's consent to a matter added late, wanted before the sitting.
URGENT = Due(
    "",
    CHAIR,
    "同意临时增加议题",
    assignee=lambda item: chair_account(item.conference),
    due=lambda item: item.conference.held_on,
)

ACTION = Workflow(
    "governance.action_item",
    Step("open", "交办", (), OPEN, CHAIR, (CHAIRS_IT,), creates=True),
    Step("report", "报送结果", (OPEN,), REPORTED, ACT, (answers_for_the_unit,), tone="primary", icon="send"),
    Step("confirm", "确认办结", (REPORTED,), DONE, RUN, (RUNS_IT, not_own_report), tone="primary", icon="check2-all"),
    Step("send_back", "退回继续办理", (REPORTED,), OPEN, RUN, (RUNS_IT,), tone="back", icon="arrow-return-left"),
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
