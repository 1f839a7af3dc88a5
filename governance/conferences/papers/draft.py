"""The draft of the minutes, in sentences that an official signs; people edit it afterwards.

Of each item first what was decided: the money by its source, the condition, who leads, by when.  Then who disagreed
and why, and last the votes, who left for it, and the quorum that remained.  Source: domain.md §2.8, §3.
"""

from governance.conferences.models.agenda import AgendaItem, Vote
from governance.conferences.wording import OWN_RULES, basis_of
from governance.kernel.clock.clock import zh_date
from governance.kernel.clock.serials import chinese
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.figures.formats import provisional

GIVEN = {
    AgendaItem.Support.FULL: "给予全额补助",
    AgendaItem.Support.MATCH: "给予配套补助",
    AgendaItem.Support.AWARD: "以奖代补",
    AgendaItem.Support.IN_KIND: "给予物资支持",
    AgendaItem.Support.FUND: "由社区基金支持",
    AgendaItem.Support.SELF: "由居民自筹",
}
DECIDED = {
    AgendaItem.Decision.APPROVE: "同意该事项",
    AgendaItem.Decision.CONDITIONAL: "附条件同意该事项",
    AgendaItem.Decision.DEFER: "决定缓议",
    AgendaItem.Decision.REJECT: "不同意该事项",
    AgendaItem.Decision.REFER: "决定转办",
}

OPINION = {
    Vote.Choice.YES: "意见",
    Vote.Choice.CONDITIONAL: "条件",
    Vote.Choice.NO: "理由",
    Vote.Choice.ABSTAIN: "理由",
}


def minutes_text(conference):
    """Introduction, then each decision under its heading."""
    members = list(conference.members.all())
    present = [member for member in members if member.signed_in_at is not None]
    excused = sum(member.is_excused for member in members)
    lines = [opening(conference, len(members), len(present), excused), ""]
    items = (
        conference.items.decided()
        .select_related("owner_unit", "area", "supersedes__conference")
        .prefetch_related("votes__member__unit", "interests__member__unit")
    )
    for number, item in enumerate(items, 1):
        item.conference = conference
        lines += [f"{chinese(number)}、关于{item.title}", *decision_lines(item), ""]
    removed = conference.items.removed().count()
    if removed:
        lines += [f"另有 {removed} 项议题撤下，不在本次会议议定。", ""]
    return "\n".join(lines).strip()


def opening(conference, entitled, present, excused):
    at = f"{conference.held_time:%H:%M}" if conference.held_time else ""
    where = f"在{conference.place}" if conference.place else ""
    chair = f"，会议由{conference.chair.name}主持" if conference.chair else ""
    on_leave = f"，请假 {excused} 个" if excused else ""
    return (
        f"{zh_date(conference.held_on)}{at}，{conference.area.name}{where}召开{conference.title}{chair}。"
        f"应到成员单位 {entitled} 个，实到 {present} 个{on_leave}{quorum_words(conference)}。现将议定事项纪要如下："
    )


def quorum_words(conference):
    """，达到到会不低于三分之二（6 个单位）的要求（…）; "" before the members are named."""
    conditions = conference.quorum()
    if not conditions:
        return ""
    asked = f"到会{conditions[0].share}（{needed(conditions[0])}）"
    return f"，{reached(conditions[0])}{asked}的要求（{basis_of('quorum_joint_conference', conference.held_on)}）"


def reached(condition):
    return "达到" if condition.is_met else "未达到"


def needed(condition):
    """6 个单位."""
    return f"{condition.needed} {condition.unit}"


def decision_lines(item):
    """The paragraphs of one item."""
    return list(filter(None, [heard(item), decision_text(item), dissent_text(item), vote_text(item)]))


def heard(item):
    """Who reported, and why the matter came in late."""
    parts = [f"会议听取了{item.proposer}的情况说明。" if item.proposer else ""]
    if item.is_urgent:
        parts.append(f"本项经主持人同意临时增加，理由：{ended(item.urgent_reason)}")
    return "".join(parts)


def decision_text(item):
    """What was decided, with what money, on which condition, who leads and by when."""
    sentence = [f"会议{decision_words(item)}"]
    if item.amount:
        sentence.append(f"核定财政资金 {item.amount:,.2f} 元（{yuan_words(item.amount)}）")
    if item.asks_fund:
        sentence.append(
            f"另向基金管委会申请 {item.fund_request:,.2f} 元（{yuan_words(item.fund_request)}），由管委会表决"
        )
    if item.names_own_share:
        sentence.append(f"居民自筹 {item.own_share:,.2f} 元（{yuan_words(item.own_share)}）")
    parts = [f"{'，'.join(sentence)}。"]
    if item.conditions:
        head = "所附条件" if item.decision == AgendaItem.Decision.CONDITIONAL else "会议要求"
        parts.append(f"{head}：{ended(item.conditions)}")
    part = "办理" if item.decision == AgendaItem.Decision.REFER else "牵头"
    leads = f"由{item.owner_unit.name}{part}" if item.owner_unit_id else ""
    by = f"{due_words(item)}前完成" if item.due_on else ""
    if leads or by:
        parts.append(f"{'，'.join(filter(None, (leads, by)))}。")
    if item.supersedes_id:
        old = item.supersedes
        parts.append(f"本决定代替{old.conference.title}（{old.conference.minutes_no}）关于“{old.title}”的决定。")
    return "".join(parts)


def decision_words(item):
    """同意该事项，给予全额补助; also for the list that goes with the minutes."""
    return "，".join(filter(None, (DECIDED[item.decision], GIVEN.get(item.support_class, ""))))


def due_words(item):
    """The day of an action, marked while it may still change with the work calendar."""
    return provisional(zh_date(item.due_on), item.is_provisional)


def dissent_text(item):
    """Who did not vote as was decided, with the reason: by name; "" where nobody did, or all agreed on it.

    Of a rejection they are those in favour, where they said why; a reason of the others is told as well.
    """
    if item.by_consensus:
        return ""
    parts = []
    for vote in votes_of(item):
        unit, opinion = vote.member.unit.name, vote.opinion.rstrip("。")
        if opinion:
            parts.append(f"{unit}{vote.get_choice_display()}，{OPINION[vote.choice]}：{opinion}。")
        elif vote.choice == Vote.Choice.NO and not item.is_rejected:
            parts.append(f"{unit}不同意，未说明理由。")
    return "".join(parts)


def votes_of(item):
    """The votes that count, in the order of the table."""
    recused = {interest.member_id for interest in item.interests.all()}
    there = [
        vote for vote in item.votes.all() if vote.member.was_there(item.decided_at) and vote.member_id not in recused
    ]
    return sorted(there, key=lambda vote: (vote.member.order, vote.member_id))


def vote_text(item):
    """How the decision was reached, who left for it, and then the quorum that remained; with the rule of each share."""
    parts = [how_reached(item)]
    parts += [
        f"{interest.member.unit.name}回避，未参加表决，事由：{ended(interest.reason)}"
        for interest in item.interests.all()
    ]
    quorum = item.quorum()
    if len(parts) > 1 or not quorum.is_met:  # without it the sitting's own quorum, told above, holds
        parts.append(
            f"回避后可以表决的单位 {quorum.part} 个，{'仍' if quorum.is_met else ''}{reached(quorum)}成员单位"
            f"{quorum.share}（{needed(quorum)}）的要求{'' if quorum.is_met else '，本项只能缓议'}"
            f"（{basis_of('quorum_conference_item', item.conference.held_on)}）。"
        )
    return "".join(parts)


def how_reached(item):
    """By consensus, by votes with the names of those who voted otherwise, or without a vote."""
    if item.by_consensus:
        units = item.agreed_units()
        return f"本项经{'、'.join(units)}等 {len(units)} 个单位协商一致（{OWN_RULES}）。"
    tally = item.tally()
    if not tally.cast:
        return "本项经研究，未逐一表决。"
    if tally.yes == tally.eligible:
        return f"本项应表决 {tally.eligible} 个单位，一致同意。"
    counted = "，".join(
        f"{label} {n} 票{named(item, choice)}"
        for choice, label, n in (
            (Vote.Choice.YES, "同意", tally.yes),
            (Vote.Choice.CONDITIONAL, "附条件同意", tally.conditional),
            (Vote.Choice.NO, "不同意", tally.no),
            (Vote.Choice.ABSTAIN, "弃权", tally.abstain),
        )
        if n
    )
    waiting = f"，{tally.waiting} 个单位未表决" if tally.waiting else ""
    return f"本项应表决 {tally.eligible} 个单位，{counted}{waiting}。{majority_words(item)}"


def majority_words(item):
    """同意的单位 6 个，达到超过半数（5 个单位）的要求（…）。; "" of a deferral, which needs none."""
    if item.is_deferred:
        return ""
    majority = item.majority()
    asked = f"{majority.share}（{needed(majority)}）"
    basis = basis_of("pass_joint_conference", item.conference.held_on)
    return f"同意的单位 {majority.part} 个，{reached(majority)}{asked}的要求（{basis}）。"


def named(item, choice):
    """（区住建局、区财政局） behind a count of votes that are not as was decided."""
    if choice == (Vote.Choice.NO if item.is_rejected else Vote.Choice.YES):
        return ""
    return f"（{'、'.join(vote.member.unit.name for vote in votes_of(item) if vote.choice == choice)}）"


def ended(sentence):
    """The same with one full stop."""
    return f"{sentence.rstrip('。')}。"
