"""What happens to a sitting of the joint conference, from planning to sealed minutes (domain.md §2.8)."""

from django.apps import apps

from governance.kernel.clock import clock, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.figures.formats import provisional, some_of
from governance.kernel.steps.guards import already, condition, four_eyes, moot, others
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from ..grounds import GROUNDS
from .rights import ATTEND, RUN, SIGN, chair_account, is_the_chair


def day_of(conference):
    return conference.held_on


MINUTES, PAPERS, STANDING = "conference_minutes", "conference_papers", "standing_conference_units"
STATES = States(
    PLANNED := State("planned", "筹备", "wait", groups=("before", "coming"), waits_for=Due("", RUN, "征集议题")),
    AGENDA_OPEN := State(
        "agenda_open",
        "征集议题",
        "info",
        groups=("before", "coming", "listing", "sortable"),
        waits_for=Due(PAPERS, RUN, "确定议程", start=day_of),
    ),
    AGENDA_FIXED := State(
        "agenda_fixed",
        "议程已定",
        "info",
        groups=("before", "coming", "listing", "sortable", "urgent_only"),
        waits_for=Due("", RUN, "召开会议", due=day_of),
    ),
    HELD := State(
        "held",
        "进行中",
        "info",
        groups=("coming", "listing", "urgent_only", "presided"),
        waits_for=Due(MINUTES, RUN, "整理纪要", start=day_of),
    ),
    MINUTES_DRAFT := State(
        "minutes_draft",
        "纪要起草",
        "warn",
        groups=("unfinished", "presided", "unissued"),
        waits_for=Due(MINUTES, SIGN, "签发纪要", assignee=chair_account, start=day_of),
    ),
    MINUTES_SIGNED := State(
        "minutes_signed",
        "纪要已签",
        "info",
        groups=("unfinished", "unissued"),
        waits_for=Due(MINUTES, RUN, "印发纪要", start=day_of),
    ),
    ISSUED := State("issued", "已印发", "ok", groups=("unfinished", "distributed", "followed")),
    TRACKING := State("tracking", "督办落实", "info", groups=("unfinished", "distributed", "followed")),
    CLOSED := State("closed", "已办结", "ok", groups=("distributed", "ended")),
    CANCELLED := State("cancelled", "已取消", "", groups=("ended",)),
)
BEFORE = STATES.group("before")  # the sitting has not begun
LISTING = STATES.group("listing")  # the agenda may be changed
SORTABLE = STATES.group("sortable")  # there is an agenda, and the sitting has not begun
URGENT_ONLY = STATES.group("urgent_only")  # matters are added only as urgent ones
DISTRIBUTED = STATES.group("distributed")  # the minutes are issued and sealed
FOLLOWED = STATES.group("followed")  # the clock looks whether what was decided is done


# ------------------------------------------------------------ who
@four_eyes("recorder_signs")
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
    latest = conference.agenda_due_on
    if clock.today() <= latest:
        return ""
    rule = rules.get(PAPERS, conference.held_on)
    words = provisional(clock.zh_day(latest), conference.agenda_is_provisional)
    return GROUNDS.said(
        f"议程须{rule.value_text}确定：会期{clock.zh_day(conference.held_on)}，"
        f"最迟应在{words}确定。请改期，或开会时作为临时议题增加",
        "papers_too_late",
        by=rule.basis,
    )


@condition("standing_units_too_few")
def standing_units_are_seated(conference, user):
    """Enough of the area's standing units are called: whoever seats them does not choose who decides."""
    seated = set(conference.members.values_list("unit_id", flat=True))
    words = too_few_standing(conference, seated)
    return GROUNDS.said(words, "standing_units_too_few", by=rules.get(STANDING, conference.held_on).basis)


def too_few_standing(conference, units):
    """Why the sitting of these units (their ids) is none of the area's conference; "" where enough stand in it.

    Both ways: most of the standing units are called, and most of those called stand in it, so that neither leaving out
    nor adding makes another conference of it.  Source: domain.md §2.8.
    """
    standing = dict(standing_units(conference))
    share, seated = rules.share(rules.get(STANDING, conference.held_on)), len(standing.keys() & units)
    if share.is_met(seated, len(standing)):
        if share.is_met(seated, len(units)):
            return ""
        return (
            f"列入本次会议的单位中，成员单位须{share}：现列入 {len(units)} 个，其中成员单位 {seated} 个；"
            "其他单位可以列席，不列入应到"
        )
    left = some_of([name for pk, name in standing.items() if pk not in units])
    return (
        f"列入本次会议的成员单位须{share}：{conference.area.name}联席会议有成员单位 {len(standing)} 个，"
        f"至少列入 {share.needed(len(standing))} 个，现列入 {seated} 个，未列入的有{left}"
    )


def standing_units(conference):
    """[(id, name)] of the units that belong to the area's conference today, in their order."""
    rows = apps.get_model("governance", "ConferenceUnit").objects.active().filter(area=conference.area_id)
    return rows.order_by("order", "id").values_list("unit_id", "unit__name")


@condition("items_undecided")
def all_is_decided(conference, user):
    left = list(conference.items.waiting().values_list("title", flat=True))
    if left:
        return f"还有 {len(left)} 项没有议定：{some_of(left)}。请议定或撤下后再结束会议"
    return ""


@condition("actions_open")
def actions_are_done(conference, user):
    left = open_actions(conference).count()
    return f"还有 {left} 项议定事项没有办结" if left else ""


@moot("nothing_to_track")
def has_open_actions(conference, user):
    return "" if open_actions(conference).count() else "没有需要督办的议定事项，可直接办结"


def open_actions(conference):
    """What this sitting decided and nobody has done yet."""
    return apps.get_model("governance", "ActionItem").objects.open().filter(item__conference=conference)


# ------------------------------------------------------------ the workflow
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
    Step(
        "hold",
        "开会，开始签到",
        (AGENDA_FIXED,),
        HELD,
        RUN,
        (day_has_come, standing_units_are_seated),
        tone="primary",
        icon="play-circle",
    ),
    Step(
        "sign_in",
        "签到",
        (HELD,),
        HELD,
        ATTEND,
        (has_a_seat, has_not_signed_in),
        tone="primary",
        icon="person-check",
        adds=True,
    ),
    Step("record_attendance", "登记签到", (HELD,), HELD, RUN, icon="ui-checks", edits=True),
    Step(
        "preside",
        "更换主持人",
        STATES.group("presided"),
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
    Step("edit_minutes", "修改纪要", (MINUTES_DRAFT,), MINUTES_DRAFT, RUN, icon="pencil", edits=True),
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
        STATES.group("unissued"),
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
        FOLLOWED,
        CLOSED,
        RUN,
        (actions_are_done,),
        by_clock=True,
        tone="primary",
        icon="check2-all",
    ),
    Step("edit", "修改会议安排", BEFORE, None, RUN, icon="pencil", edits=True),
    Step("seat", "调整参会单位", BEFORE, None, RUN, icon="people", edits=True),
    Step("cancel", "取消会议", BEFORE, CANCELLED, RUN, tone="refuse", icon="x-octagon"),
    states=STATES,
)
