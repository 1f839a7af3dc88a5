"""Items of a joint conference: listed, voted on, decided; and the actions they lead to (domain.md §2.8)."""

from decimal import Decimal

from governance.areas.models import Area
from governance.conferences.models import (
    ActionItem,
    AgendaItem,
    Budget,
    ConferenceMember,
    Interest,
    JointConference,
    Vote,
)
from governance.conferences.workflow import ACTION, AGENDA_FIXED, AGENDA_OPEN, HELD, ITEM, is_quorate, member_of
from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.workflow import lock

GRANTS = ("approve", "approve_with_conditions")
WITHOUT_FISCAL = ("in_kind", "fund", "refer", "self")


# ------------------------------------------------------------ on the agenda
@ITEM.step("list")
def list_item(item, *, actor, conference, title, area, proposer, note="", urgent_reason="", **data):
    """Put a matter on the agenda; once the agenda is fixed only as urgent, with a reason.

    conference -- JointConference or its id
    data -- source_type, source_id, source_url, summary, requested_amount (yuan), supersedes

    Refuses agenda_not_open, agenda_fixed, supersedes_open; the same source waits once only.
    Event `governance.agenda_item.list`, data {"conference", "urgent"}.
    """
    place(item, actor, conference, title=title, area=area, proposer=proposer, urgent_reason=urgent_reason, **data)
    return listed(item)


@ITEM.step("propose")
def propose(item, *, actor, conference, title, area, proposer="", note="", **data):
    """A member unit hands in a matter of its own while the agenda is open.

    Refuses agenda_not_open, agenda_fixed.  Event `governance.agenda_item.propose`.
    """
    seat = (
        ConferenceMember.objects.filter(conference=conference, unit_id__in=actor.unit_ids)
        .select_related("unit")
        .first()
    )
    place(
        item, actor, conference, title=title, area=area, proposer=proposer or (seat.unit.name if seat else ""), **data
    )
    return listed(item)


@ITEM.step("urge")
def urge(item, *, actor, conference, title, area, proposer, urgent_reason, note="", **data):
    """Add a matter after the agenda was fixed: the chair must agree before it is decided.

    Refuses reason_missing, agenda_not_open.  Event `governance.agenda_item.urge`.
    """
    place(item, actor, conference, title=title, area=area, proposer=proposer, urgent_reason=urgent_reason, **data)
    return listed(item)


def place(item, actor, conference, *, title, area, proposer, urgent_reason="", supersedes=None, **data):
    """Fill a new item and give it the next place of the agenda."""
    conference = lock(conference if isinstance(conference, JointConference) else JointConference(pk=conference))
    if conference.status not in (AGENDA_OPEN, AGENDA_FIXED, HELD):
        raise Refused(
            f"会议{conference.get_status_display()}，不能列入议题；征集议题期间方可列入",
            "agenda_not_open",
            field="conference",
        )
    is_late = conference.status != AGENDA_OPEN
    if is_late and len(urgent_reason.strip()) < 4:
        raise Refused(
            "议程已定，只能作为临时议题增加，请写明理由（至少 4 个字）", "agenda_fixed", field="urgent_reason"
        )
    superseded = AgendaItem.objects.filter(pk=getattr(supersedes, "pk", supersedes)).first() if supersedes else None
    if supersedes and (superseded is None or superseded.status != "decided" or not superseded.conference.seal):
        raise Refused("只能改变已印发纪要中的决定", "supersedes_open", field="supersedes")
    last = conference.items.on_agenda().order_by("-no").values_list("no", flat=True).first()
    item.conference, item.no = conference, (last or 0) + 1
    item.title, item.area, item.proposer, item.created_by = title[:60], area, proposer[:60], actor
    item.is_urgent, item.urgent_reason = is_late, urgent_reason.strip() if is_late else ""
    item.supersedes = superseded
    for name, value in data.items():
        setattr(item, name, value)


def listed(item):
    facts = [["会议", item.conference.title], ["序号", str(item.no)]]
    if item.is_urgent:
        facts.append(["临时增加理由", item.urgent_reason])
    return {"conference": item.conference_id, "urgent": item.is_urgent, "facts": facts}


@ITEM.step("approve_urgent")
def approve_urgent(item, *, actor, note=""):
    """The chair agrees that an urgent matter is dealt with.  Refuses approved_already."""
    item.urgent_approved_by = actor


@ITEM.step("move")
def move(item, *, actor, direction, note=""):
    """One place up or down.  Refuses no_place."""
    others = item.conference.items.on_agenda().select_for_update()
    step = (
        others.filter(no__lt=item.no).order_by("-no")
        if direction == "up"
        else others.filter(no__gt=item.no).order_by("no")
    )
    other = step.first()
    if other is None:
        raise Refused("已经在最前" if direction == "up" else "已经在最后", "no_place", field="direction")
    mine, theirs = item.no, other.no
    AgendaItem.objects.filter(pk=other.pk).update(no=0)
    AgendaItem.objects.filter(pk=item.pk).update(no=theirs)
    AgendaItem.objects.filter(pk=other.pk).update(no=mine)
    item.no = theirs


@ITEM.step("remove")
def remove(item, *, actor, note):
    """Take a matter off the agenda, back to where it waited.  Event `governance.agenda_item.remove`."""
    return {"source_type": item.source_type, "source_id": item.source_id}


# ------------------------------------------------------------ in session
@ITEM.step("vote")
def vote(item, *, actor, choice, opinion="", note=""):
    """A member votes by its own account; it may change its mind until the decision."""
    cast(item, member_of(item, actor), choice, opinion)
    return {"facts": [["表决", Vote.Choice(choice).label]]}


@ITEM.step("record_votes")
def record_votes(item, *, actor, votes, note=""):
    """The office enters votes given by hand: rows {member, choice, opinion}.

    Refuses not_a_member, not_present, member_recused, conditions_missing.
    """
    seats = {seat.pk: seat for seat in item.conference.members.select_related("unit")}
    recused = set(item.interests.values_list("member_id", flat=True))
    for row in votes:
        seat = seats.get(int(row["member"]))
        if seat is None:
            raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="votes")
        if seat.signed_in_at is None:
            raise Refused(f"{seat.unit.name}没有签到，不能表决", "not_present", field="votes")
        if seat.pk in recused:
            raise Refused(f"{seat.unit.name}已回避，不能表决", "member_recused", field="votes")
        cast(item, seat, row["choice"], row.get("opinion") or "", entered_by=actor)
    return {"facts": [["代录", f"{len(votes)} 票"]]}


def cast(item, seat, choice, opinion, entered_by=None):
    if choice == Vote.Choice.CONDITIONAL and not opinion.strip():
        raise Refused(
            f"{seat.unit.name}附条件同意，请写明条件",
            "conditions_missing",
            field="opinion" if not entered_by else "votes",
        )
    Vote.objects.update_or_create(
        item=item,
        member=seat,
        defaults={
            "choice": choice,
            "opinion": opinion.strip()[:200],
            "voted_at": clock.now(),
            "entered_by": entered_by,
        },
    )


@ITEM.step("declare")
def declare(item, *, actor, reason, note=""):
    """A member says it has an interest and leaves for this item (回避); it is not counted."""
    recuse(item, member_of(item, actor), reason)
    return {"facts": [["回避事由", reason]]}


@ITEM.step("record_interest")
def record_interest(item, *, actor, member, reason, note=""):
    """The office notes that a member leaves for this item.  Refuses not_a_member, not_present."""
    seat = item.conference.members.select_related("unit").filter(pk=getattr(member, "pk", member)).first()
    if seat is None:
        raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="member")
    if seat.signed_in_at is None:
        raise Refused(f"{seat.unit.name}没有签到，无须回避", "not_present", field="member")
    recuse(item, seat, reason, entered_by=actor)
    return {"facts": [["回避单位", seat.unit.name], ["回避事由", reason]]}


def recuse(item, seat, reason, entered_by=None):
    if item.interests.filter(member=seat).exists():
        raise Refused(f"{seat.unit.name}已登记回避", "recused_already", field="member")
    item.votes.filter(member=seat).delete()  # the event keeps that it had voted
    Interest.objects.create(item=item, member=seat, reason=reason, declared_at=clock.now(), entered_by=entered_by)


@ITEM.step("decide")
def decide(
    item, *, actor, work, decision, support_class="", amount=None, conditions="", owner_unit=None, due_on=None,
    by_consensus=False, note="",
):  # fmt: skip
    """The chair states what the conference decided; it must agree with the votes.

    amount  -- yuan of fiscal money: at most what was asked for and what the year has left
    owner_unit, due_on -- who must do it and by when: becomes an action item

    Refuses not_quorate, urgent_not_approved, votes_too_few, votes_disagree, consensus_contradicted,
    support_missing, conditions_missing, amount_missing, amount_over_requested, no_budget,
    over_budget, owner_missing, due_before_meeting.
    Event `governance.agenda_item.decide`, data {"decision", "support_class", "amount", "conditions"}.
    Source: domain.md §2.8.
    """  # fmt: skip
    conference = item.conference = lock(item.conference)  # guards asked again see its chair of now
    if conference.status != HELD:
        raise Refused("会议已经结束，不能再议定", "not_in_session")
    late = is_quorate(item, actor)  # again under the lock: a sign-in may have been taken back meanwhile
    if late:
        raise Refused(late, "not_quorate")
    check_votes(item, conference, decision, by_consensus)
    grants = decision in GRANTS
    if decision == "refer":
        support_class = "refer"
    if grants and not support_class:
        raise Refused("请选择支持类别", "support_missing", field="support_class")
    if decision == "approve_with_conditions" and not conditions.strip():
        raise Refused("附条件同意须写明条件", "conditions_missing", field="conditions")
    if decision == "refer" and owner_unit is None:
        raise Refused("转办须选择牵头单位", "owner_missing", field="owner_unit")
    if due_on is not None and due_on < conference.held_on:
        raise Refused("完成时限不能早于会议日期", "due_before_meeting", field="due_on")
    item.amount = granted(item, conference, support_class, amount) if grants else None
    item.support_class = support_class if grants or decision == "refer" else ""
    item.decision, item.conditions, item.by_consensus = decision, conditions.strip(), by_consensus
    item.owner_unit, item.due_on, item.decided_at = owner_unit, due_on, clock.now()
    if grants or owner_unit is not None:
        item.due_on = due_on or rules.deadline("action_item", conference.held_on)
    label = AgendaItem.Decision(decision).label
    facts = [["结论", label]]
    if item.amount is not None:
        facts.append(["核定财政金额", f"{item.amount:,.2f} 元"])
    work.after(lambda saved: follow_up(saved, actor))
    return {
        "decision": decision,
        "support_class": item.support_class,
        "amount": None if item.amount is None else str(item.amount),
        "conditions": item.conditions,
        "source_type": item.source_type,
        "source_id": item.source_id,
        "facts": facts,
    }


def check_votes(item, conference, decision, by_consensus):
    """The stated result must be what the members present and not recused voted."""
    tally, share = item.tally(), rules.threshold("joint_conference", conference.held_on).passing
    if by_consensus:
        if tally.no:
            raise Refused(
                f"有 {tally.no} 票不同意，不是协商一致，请按表决结果确定",
                "consensus_contradicted",
                field="by_consensus",
            )
        return
    if decision in GRANTS:
        yes = tally.yes + (tally.conditional if decision == "approve_with_conditions" else 0)
        if not share.is_met(yes, tally.eligible):
            raise Refused(too_few(tally, yes, share), "votes_too_few", field="decision")
    elif decision == "reject" and share.is_met(tally.yes + tally.conditional, tally.eligible):
        raise Refused("同意已过半数，不能定为不同意", "votes_disagree", field="decision")


def too_few(tally, yes, share):
    """The sentence for a result the votes do not carry."""
    needed, short = share.needed(tally.eligible), share.missing(yes, tally.eligible)
    words = f"同意 {yes} 票，应过到会未回避 {tally.eligible} 个单位的半数（{needed} 票），还差 {short} 票"
    if yes == tally.yes and tally.conditional and share.is_met(yes + tally.conditional, tally.eligible):
        words += "；计入附条件同意可过半，请改为“附条件同意”"
    return words


def granted(item, conference, support_class, amount):
    """The fiscal money of this decision, yuan, or None where none was asked for."""
    if item.requested_amount is None and not amount:
        return None
    if amount is None and support_class in WITHOUT_FISCAL:
        amount = Decimal("0.00")
    if amount is None or (amount == 0 and support_class not in WITHOUT_FISCAL):
        raise Refused("请填写核定财政金额", "amount_missing", field="amount")
    if item.requested_amount is not None and amount > item.requested_amount:
        raise Refused(
            f"核定金额不能超过申请的 {item.requested_amount:,.2f} 元，请减少 {amount - item.requested_amount:,.2f} 元",
            "amount_over_requested",
            field="amount",
        )
    if amount:
        check_budget(item, conference, amount)
    return amount


def check_budget(item, conference, amount):
    """Refuses more than the year has left (over_budget); the budget row stays locked until the decision stands."""
    year = conference.held_on.year
    budget = Budget.objects.select_for_update().filter(area=conference.area_id, year=year).first()
    if budget is None:
        raise Refused(
            f"{conference.area.name}还没有登记{year}年度额度，请联席办登记后再核定金额", "no_budget", field="amount"
        )
    spent = AgendaItem.objects.funded(conference.area_id, year)
    if item.supersedes_id:
        spent = spent.exclude(pk=item.supersedes_id)
    remaining = budget.amount - spent.total()
    if amount > remaining:
        raise Refused(
            f"{year}年度额度剩余 {remaining:,.2f} 元，核定 {amount:,.2f} 元超出 {amount - remaining:,.2f} 元，"
            "请减少金额或缓议",
            "over_budget",
            field="amount",
        )


# ------------------------------------------------------------ what follows
def follow_up(item, actor):
    """A decision that binds somebody becomes an action with its deadline."""
    if item.due_on is None:
        return
    open_action(
        ActionItem(),
        actor=actor,
        item=item,
        unit=item.owner_unit,
        text=f"落实“{item.title}”{'：' + item.conditions if item.conditions else ''}"[:200],
        due_on=item.due_on,
    )


@ACTION.step("open")
def open_action(action, *, actor, item, text, due_on, unit=None, note=""):
    """The conference charges a unit with something that its decision asks for.

    Refuses item_not_decided, due_before_meeting.  Event `governance.action_item.open`.
    """
    if item.status != "decided":
        raise Refused("议题尚未议定，不能交办", "item_not_decided", field="item")
    if due_on < item.conference.held_on:
        raise Refused("完成时限不能早于会议日期", "due_before_meeting", field="due_on")
    action.item, action.area, action.unit, action.text, action.due_on = item, item.area, unit, text, due_on
    action.created_by = actor


@ACTION.step("report")
def report(action, *, actor, result, note="", papers=()):
    """The unit says what came of it, with papers."""
    action.result = result
    files.attach_all(action, papers, kind="result", actor=actor, caption="办理结果材料")
    return {"facts": [["办理结果", result[:200]]]}


@ACTION.step("confirm")
def confirm(action, *, actor, note=""):
    """The office accepts the result; when all are done the sitting can be closed."""


@ACTION.step("send_back")
def send_back(action, *, actor, note):
    """Not done yet: the unit goes on; the day stays."""


def carry_over(conference, actor):
    """Open actions of earlier sittings stand first on the next agenda.  Returns the item, or None."""
    actions = list(
        ActionItem.objects.open()
        .filter(item__conference__area=conference.area_id)
        .exclude(item__conference=conference)
        .select_related("unit")
        .order_by("due_on", "id")
    )
    if not actions:
        return None
    lines = [f"{number}. {state_of(action)}" for number, action in enumerate(actions, 1)]
    return list_item(
        AgendaItem(),
        actor=actor,
        conference=conference,
        title=f"上次会议议定事项落实情况（{len(actions)} 项未办结）",
        area=Area.objects.get(pk=conference.area_id),
        proposer="会议办公室",
        source_type="governance.action_item",
        source_url=f"/governance/action-items/?area={conference.area.code}&tab=open",
        summary="\n".join(lines),
    )


def state_of(action):
    """修缮屋面（区住建局，2026-05-30前，逾期 3 天）."""
    late = (clock.today() - action.due_on).days
    state = f"逾期 {late} 天" if late > 0 else action.get_status_display()
    return (
        f"{action.text}（{action.unit.name if action.unit else '责任单位未定'}，{action.due_on:%Y-%m-%d}前，{state}）"
    )
