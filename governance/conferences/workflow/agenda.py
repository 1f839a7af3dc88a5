"""What happens to an item of the agenda: listed, voted on, decided or taken off (domain.md §2.8)."""

from governance.deliberations import majorities
from governance.kernel.clock import rules
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, another_user, condition, four_eyes, moot, others
from governance.kernel.steps.halts import halted
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from ..grounds import GROUNDS
from .rights import ATTEND, CHAIR, CHAIRS_IT, RUN, RUNS_IT, chair_account, is_the_chair
from .sittings import HELD, LISTING

OWN_RECUSAL = "这项回避由您提请，须由另一人确认，不能自己确认（本区默认）"
STATES = States(
    LISTED := State("listed", "待审", "wait", groups=("waiting", "on_agenda")),
    DECIDED := State("decided", "已议定", "ok", groups=("decided", "on_agenda")),
    REMOVED := State("removed", "已撤下", "", groups=("removed",)),
)


# ------------------------------------------------------------ who
@others("no_seat")
def speaks_for_member(item, user):
    return "" if member_of(item, user) else "您不代表本次会议的成员单位"


not_own_urgent_item = another_user("own_urgent_item", "created_by", "临时议题由您提出，请由主持人另行同意")


@four_eyes("chair_recused")
def chair_has_no_interest(item, user):
    """A member with an interest leaves, the chair too: somebody else presides over this item."""
    return "您已申明回避本项，请会务人员更换主持人后确认结论" if has_left(item, user) else ""


def member_of(item, user):
    """The seat that the user represents at this sitting, or None."""
    if user is None:
        return None
    return item.conference.members.filter(unit_id__in=user.unit_ids).first()


def has_left(item, user):
    """Has the seat that the user represents declared an interest in this item?"""
    member = member_of(item, user)
    return member is not None and item.interests.filter(member=member).exists()


# ------------------------------------------------------------ when
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
    words = f"到会未达规定数，不能议定：{conditions[0].sentence if conditions else '没有成员单位'}"
    return GROUNDS.said(words, "not_quorate", by=rules.get("quorum_joint_conference", item.conference.held_on).basis)


@condition("not_signed_in")
def has_signed_in(item, user):
    member = member_of(item, user)
    is_away = member is not None and member.signed_in_at is None
    return GROUNDS.said("请先签到，再参加表决", "not_signed_in") if is_away else ""


@condition("nobody_present")
def somebody_votes(item, user):
    tally = item.tally()
    return "" if tally.eligible else "还没有单位签到，或者到会单位都已回避"


@condition("voted_already")
def somebody_has_not_voted(item, user):
    """A unit that has voted leaves only by its own word, so the office needs one that has not."""
    if item.tally().waiting:
        return ""
    return GROUNDS.said("到会单位都已表决，不能再由他人登记回避，由有利害关系的单位自己申明", "voted_already")


@already("recused_already")
def has_not_recused(item, user):
    return "您已申明回避，不参加本项表决" if has_left(item, user) else ""


@moot("recusal_not_asked")
def recusal_waits(item, user):
    return "" if item.waiting_recusals else "没有待确认的回避"


@four_eyes("own_proposal")
def another_recuses(item, user):
    """Whoever asked for all that waits agrees to none of it."""
    asked = item.waiting_recusals
    if user and asked and all(one["by"] == user.pk for one in asked):
        return OWN_RECUSAL
    return ""


@condition("recusal_waiting")
def no_recusal_waits(item, user):
    """Who votes is settled before anything is decided."""
    if not item.waiting_recusals:
        return ""
    units = "、".join(asked["unit"] for asked in item.waiting_recusals)
    return f"{units}的回避已经提请，请主持人先同意或者不予回避"


def can_be_removed(item, user):
    if item.conference.status not in LISTING:
        return f"会议{item.conference.get_status_display()}，不能撤下议题"
    return ""


def can_be_moved(item, user):
    if item.conference.status not in LISTING:
        return f"会议{item.conference.get_status_display()}，不能调整顺序"
    return ""


@moot("not_urgent")
def is_urgent(item, user):
    return "" if item.is_urgent else "不是临时增加的议题，无须同意"


@already("approved_already")
def is_not_approved_yet(item, user):
    return "" if item.urgent_approved_by_id is None else "已同意临时增加"


@condition("source_halted")
def source_goes_on(item, user):
    """What the item is about is not stopped meanwhile, such as a project whose deliberation is under review."""
    return halted(item.source_type, item.source_id)


@condition("urgent_not_approved")
def urgency_is_approved(item, user):
    if item.is_urgent and item.urgent_approved_by_id is None:
        return GROUNDS.said("临时增加的议题须经主持人同意后才能议定", "urgent_not_approved")
    return ""


# ------------------------------------------------------------ the workflow
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
        adds=True,
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
        adds=True,
    ),
    Step(
        "record_interest",
        "提请单位回避",
        (LISTED,),
        LISTED,
        RUN,
        (RUNS_IT, is_in_session, somebody_votes, somebody_has_not_voted),
        icon="box-arrow-right",
        adds=True,
        hint="单位自己没有申明回避的，由会务人员提请，主持人同意后才回避，在此之前仍可表决",
    ),
    Step(
        "confirm_interest",
        "同意回避",
        (LISTED,),
        LISTED,
        CHAIR,
        (recusal_waits, CHAIRS_IT, is_in_session, is_the_chair, another_recuses),
        icon="check2",
        prepares="decide",
    ),
    Step(
        "dismiss_interest",
        "不予回避",
        (LISTED,),
        LISTED,
        CHAIR,
        (recusal_waits, CHAIRS_IT, is_in_session, is_the_chair),
        tone="refuse",
    ),
    Step(
        "decide",
        "确认结论",
        (LISTED,),
        DECIDED,
        CHAIR,
        (
            CHAIRS_IT,
            is_in_session,
            is_the_chair,
            chair_has_no_interest,
            source_goes_on,
            urgency_is_approved,
            no_recusal_waits,
            is_quorate,
        ),
        tone="primary",
        icon="check2-square",
    ),
    Step("move", "调整顺序", (LISTED,), LISTED, RUN, (RUNS_IT, can_be_moved), icon="arrow-down-up", hidden=True),
    Step("remove", "撤下议题", (LISTED,), REMOVED, RUN, (RUNS_IT, can_be_removed), tone="refuse", icon="dash-circle"),
    states=STATES,
)

# In addition to the sitting's own deadlines: the chair's consent to a matter added late, wanted before the sitting.
URGENT = Due(
    "",
    CHAIR,
    "同意临时增加议题",
    assignee=lambda item: chair_account(item.conference),
    due=lambda item: item.conference.held_on,
)
RECUSAL = Due(
    "",
    CHAIR,
    "确认单位回避",
    assignee=lambda item: chair_account(item.conference),
    due=lambda item: item.conference.held_on,
)
