"""What the joint conference decides on an item, and the fiscal money it grants (domain.md §2.8)."""

from decimal import Decimal

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import AgendaItem, Vote
from governance.conferences.models.budgets import Budget
from governance.conferences.querysets import FUNDED
from governance.conferences.wording import CHAIRS_OWN
from governance.conferences.workflow.agenda import ITEM, is_quorate
from governance.conferences.workflow.sittings import HELD, standing_units_are_seated
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.saving import lock

from .action_items import open_action
from .votes import agree_together, check_agreed

WITHOUT_FISCAL = ("in_kind", "fund", "refer", "self")
DEFER, REJECT, REFER = AgendaItem.Decision.DEFER, AgendaItem.Decision.REJECT, AgendaItem.Decision.REFER


@ITEM.step("decide")
def decide(
    item,
    *,
    actor,
    work,
    decision,
    support_class="",
    amount=None,
    conditions="",
    owner_unit=None,
    due_on=None,
    by_consensus=False,
    agreed=(),
    note="",
):
    """The chair states what the conference decided; it must agree with the votes.

    amount  -- yuan of fiscal money: at most what was asked for and what the year has left
    owner_unit, due_on -- the unit that must do it and the last day: becomes an action item
    agreed -- by consensus: the members (or their ids) that agreed, all who are present and not recused

    A community fund's share is only asked for here: its committee decides on it.
    Everything but a deferral rests on votes that carry it or on a consensus.

    Refuses not_quorate, not_quorate_after_recusal, standing_units_too_few, urgent_not_approved, votes_too_few,
    votes_disagree, consensus_contradicted, consensus_without_names, support_missing,
    conditions_missing, amount_missing, amount_over_requested, no_budget,
    over_budget, owner_missing, due_before_meeting.
    Event `governance.agenda_item.decide`, data {"decision", "support_class", "amount", "conditions"}.
    Source: domain.md §2.8.
    """
    conference = item.conference = lock(item.conference)  # guards asked again see its chair of now
    if conference.status != HELD:
        raise Refused("会议已经结束，不能再议定", "not_in_session")
    late = is_quorate(item, actor)  # again under the lock: a sign-in may have been taken back meanwhile
    if late:
        raise GROUNDS.repeated(late, "not_quorate")
    check_base(conference, decision)
    check_quorum_after_recusal(item, decision)
    check_votes(item, conference, decision, by_consensus)
    names = check_agreed(item, agreed) if by_consensus else []
    grants = decision in FUNDED
    if decision == REFER:
        support_class = "refer"
    faults = Faults()
    with faults.noted():
        if grants and not support_class:
            raise Refused("请选择支持类别", "support_missing", field="support_class")
        item.amount = granted_amount(item, conference, support_class, amount) if grants else None
    with faults.noted():
        if decision == "approve_with_conditions" and not conditions.strip():
            raise GROUNDS.refused("附条件同意须写明条件", "conditions_missing", field="conditions")
    with faults.noted():
        if decision == REFER and owner_unit is None:
            raise Refused("转办须选择牵头单位", "owner_missing", field="owner_unit")
    with faults.noted():
        if due_on is not None and due_on < conference.held_on:
            raise Refused("完成时限不能早于会议日期", "due_before_meeting", field="due_on")
    faults.refuse()
    item.support_class = support_class if grants or decision == REFER else ""
    item.decision, item.conditions, item.by_consensus = decision, conditions.strip(), by_consensus
    item.owner_unit, item.due_on, item.decided_at = owner_unit, due_on, clock.now()
    if grants or owner_unit is not None:
        item.due_on = due_on or rules.deadline("action_item", conference.held_on)
    label = AgendaItem.Decision(decision).label
    facts = [["结论", label]]
    if item.amount is not None:
        facts.append(["核定财政金额", f"{item.amount:,.2f} 元"])
    if item.asks_fund:
        facts.append(["社区基金", f"向基金管委会提出 {item.fund_request:,.2f} 元的申请"])
    if names:
        facts.append(["协商一致", "、".join(seat.unit.name for seat in names)])
        agree_together(item, names, actor, choice=voice_of(decision))
    work.after(lambda saved: open_follow_up(saved, actor))
    return {
        "decision": decision,
        "support_class": item.support_class,
        "amount": None if item.amount is None else str(item.amount),
        "conditions": item.conditions,
        "source_type": item.source_type,
        "source_id": item.source_id,
        "facts": facts,
    }


def check_base(conference, decision):
    """The sitting is the area's conference, not the units that somebody chose; else the matter is only put off.

    Refuses standing_units_too_few.
    """
    reason = "" if decision == DEFER else standing_units_are_seated(conference, None)
    if reason:
        raise GROUNDS.repeated(reason, "standing_units_too_few", field="decision")


def check_quorum_after_recusal(item, decision):
    """Once the recused have left, enough member units must remain; else the matter is only put off.

    Refuses not_quorate_after_recusal.  Source: domain.md §2.8.
    """
    quorum = item.quorum()
    if not quorum.is_met and decision != DEFER:
        raise GROUNDS.refused(
            f"回避后可表决的单位不足，本项只能缓议：{quorum.sentence}；"
            "请待无利害关系的单位到会后再议，或提请上一级会议审定",
            "not_quorate_after_recusal",
            by=rules.get("quorum_conference_item", item.conference.held_on).basis,
            field="decision",
        )


def check_votes(item, conference, decision, by_consensus):
    """The stated result must be what the members present and not recused voted; only a deferral is the chair's.

    Refuses votes_too_few, votes_disagree, consensus_contradicted.  Source: domain.md §2.8.
    """
    tally, rule = item.tally(), rules.get("pass_joint_conference", conference.held_on)
    share = rules.share(rule)
    if by_consensus:
        against = [
            f"{number} 票{label}"
            for label, number, counts in (
                ("同意", tally.yes, decision == REJECT),
                ("不同意", tally.no, decision != REJECT),
                ("弃权", tally.abstain, True),
                ("附条件同意", tally.conditional, decision in ("approve", REJECT)),
            )
            if number and counts
        ]
        if against:
            raise GROUNDS.refused(
                f"有 {'、'.join(against)}，不是协商一致，请按表决结果确定",
                "consensus_contradicted",
                field="by_consensus",
            )
        return
    if decision in FUNDED or decision == REFER:
        yes = tally.yes + (tally.conditional if decision == "approve_with_conditions" else 0)
        if not share.is_met(yes, tally.eligible):
            words = words_for_missing_votes(tally, yes, share)
            raise GROUNDS.refused(words, "votes_too_few", by=rule.basis, field="decision")
    elif decision == REJECT:
        if share.is_met(tally.yes + tally.conditional, tally.eligible):
            words = f"同意的单位已{share}，不能定为不同意"
            raise GROUNDS.refused(words, "votes_disagree", by=rule.basis, field="decision")
        if tally.waiting and not share.is_met(tally.no, tally.eligible):
            words = words_for_missing_refusals(tally, share)
            raise GROUNDS.refused(words, "votes_too_few", by=rule.basis, field="decision")


def voice_of(decision):
    """The vote that a consensus on a decision keeps of each unit."""
    return Vote.Choice.NO if decision == REJECT else Vote.Choice.YES


def words_for_missing_refusals(tally, share):
    """The sentence that refuses a rejection which the votes do not carry."""
    needed, short = share.needed(tally.eligible), share.missing(tally.no, tally.eligible)
    return (
        f"不同意须经表决或者协商一致：到会且未回避的 {tally.eligible} 个单位须{share}不同意（{needed} 票），"
        f"现不同意 {tally.no} 票，还差 {short} 票；或者各单位均已表决而未通过，现有 {tally.waiting} 个单位未表决。"
        f"{CHAIRS_OWN}"
    )


def words_for_missing_votes(tally, yes, share):
    """The sentence that refuses a result which the votes do not carry."""
    needed, short = share.needed(tally.eligible), share.missing(yes, tally.eligible)
    words = f"到会且未回避的 {tally.eligible} 个单位须{share}同意（{needed} 票），现同意 {yes} 票，还差 {short} 票"
    if yes == tally.yes and tally.conditional and share.is_met(yes + tally.conditional, tally.eligible):
        words += "；计入附条件同意已达到，请改为“附条件同意”"
    return words if tally.cast else f"{words}。{CHAIRS_OWN}"


def granted_amount(item, conference, support_class, amount):
    """The fiscal money of this decision, yuan, or None where none was asked for."""
    if item.requested_amount is None and not amount:
        return None
    if amount is None and support_class in WITHOUT_FISCAL:
        amount = Decimal("0.00")
    if amount is None or (amount == 0 and support_class not in WITHOUT_FISCAL):
        raise Refused("请填写核定财政金额", "amount_missing", field="amount")
    if item.requested_amount is not None and amount > item.requested_amount:
        raise GROUNDS.refused(
            f"核定金额不能超过申请的 {item.requested_amount:,.2f} 元，请减少 {amount - item.requested_amount:,.2f} 元",
            "amount_over_requested",
            field="amount",
        )
    if amount:
        check_budget(item, conference, amount)
    return amount


def check_budget(item, conference, amount):
    """Refuse more than the year has left (no_budget, over_budget).

    The budget row stays locked until the decision is saved.
    """
    year = conference.held_on.year
    budget = Budget.objects.select_for_update().filter(area=conference.area_id, year=year).first()
    if budget is None:
        raise GROUNDS.refused(
            f"{conference.area.name}还没有登记{year}年度额度，请联席办登记后再核定金额", "no_budget", field="amount"
        )
    spent = AgendaItem.objects.funded(conference.area_id, year)
    if item.supersedes_id:
        spent = spent.exclude(pk=item.supersedes_id)
    remaining = budget.amount - spent.total()
    if amount > remaining:
        raise GROUNDS.refused(
            f"{year}年度额度剩余 {remaining:,.2f} 元，核定 {amount:,.2f} 元超出 {amount - remaining:,.2f} 元，"
            "请减少金额或缓议",
            "over_budget",
            field="amount",
        )


def open_follow_up(item, actor):
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
