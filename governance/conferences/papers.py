"""The minutes of the joint conference (联席会议纪要, form 3.8): drafted as text, printed as an official paper."""

from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.clock.serials import chinese
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.figures.formats import provisional
from governance.kernel.papers.documents import render

from .wording import OWN_RULES, item_quorum_sentence, majority_sentence, quorum_sentence

CODE = "3.8 联席会议纪要"


# ------------------------------------------------------------ the draft
def minutes_text(conference):
    """The draft of the minutes from the record: introduction, then each decision; people edit it afterwards."""
    members = list(conference.members.select_related("unit"))
    present = [member for member in members if member.signed_in_at is not None]
    lines = [opening(conference, len(members), len(present)), ""]
    items = (
        conference.items.decided()
        .select_related("owner_unit", "area")
        .prefetch_related("votes__member__unit", "interests__member__unit")
    )
    for number, item in enumerate(items, 1):
        item.conference = conference
        lines += [f"{chinese(number)}、关于{item.title}", decision_text(item), ""]
    removed = conference.items.removed().count()
    if removed:
        lines += [f"另有 {removed} 项议题撤下，不在本次会议议定。", ""]
    return "\n".join(lines).strip()


def opening(conference, entitled, present):
    at = f"{conference.held_time:%H:%M}" if conference.held_time else ""
    where = f"在{conference.place}" if conference.place else ""
    chair = f"，会议由{conference.chair.name}主持" if conference.chair else ""
    quorum = quorum_sentence(conference)
    return (
        f"{zh_date(conference.held_on)}{at}，{conference.area.name}{where}召开{conference.title}{chair}。"
        f"应到成员单位 {entitled} 个，实到 {present} 个{f'。{quorum}' if quorum else ''}。现将议定事项纪要如下："
    )


def due_words(item):
    """The day of an action, marked while it may still change with the work calendar."""
    return provisional(zh_date(item.due_on), item.is_provisional)


def decision_text(item):
    """One decision in the words of minutes."""
    parts = [f"会议听取了{item.proposer}的情况说明。" if item.proposer else ""]
    if item.is_urgent:
        parts.append(f"本项经主持人同意临时增加，理由：{item.urgent_reason.rstrip('。')}。")
    recused = [f"{interest.member.unit.name}（{interest.reason}）" for interest in item.interests.all()]
    if recused:
        parts.append(f"{'、'.join(recused)}回避，未参加表决。")
    parts.append(vote_text(item))
    if item.amount is not None:
        money = f"核定财政资金 {item.amount:,.2f} 元（{yuan_words(item.amount)}）"
        parts.append(f"支持类别：{item.get_support_class_display()}；{money}。")
    elif item.support_class:
        parts.append(f"支持类别：{item.get_support_class_display()}。")
    if item.asks_fund:
        parts.append(f"向基金管委会提出 {item.fund_request:,.2f} 元的申请，由管委会表决。")
    if item.conditions:
        parts.append(f"要求：{item.conditions.rstrip('。')}。")
    if item.owner_unit_id and item.due_on:
        parts.append(f"由{item.owner_unit.name}牵头，{due_words(item)}前完成。")
    elif item.due_on:
        parts.append(f"{due_words(item)}前完成。")
    if item.supersedes_id:
        old = item.supersedes
        parts.append(f"本决定代替{old.conference.title}（{old.conference.minutes_no}）关于“{old.title}”的决定。")
    return "".join(parts)


def vote_text(item):
    """How the decision was reached: by consensus, by votes, or without a vote; with the rule for each share."""
    decision = f"会议决定：{item.get_decision_display()}。"
    quorum = f"{item_quorum_sentence(item)}。"
    if item.by_consensus:
        units = item.agreed_units()
        return f"{quorum}经{'、'.join(units)}等 {len(units)} 个单位协商一致（{OWN_RULES}），{decision}"
    tally = item.tally()
    if not tally.cast:
        return f"{quorum}经研究，未逐一表决，{decision}"
    counted = [("同意", tally.yes), ("附条件同意", tally.conditional), ("不同意", tally.no), ("弃权", tally.abstain)]
    words = "、".join(f"{label} {n} 票" for label, n in counted if n)
    waiting = f"，{tally.waiting} 个单位未表决" if tally.waiting else ""
    majority = "" if item.is_deferred else f"{majority_sentence(item)}。"
    return f"{quorum}经 {tally.eligible} 个到会且未回避的成员单位表决，{words}{waiting}。{majority}{decision}"


# ------------------------------------------------------------ the paper
def minutes_document(conference, printed_by):
    """The minutes as .docx bytes in the layout of official papers; without a seal, as minutes carry none."""
    return render(minutes_paper, {"conference": conference}, code=CODE, printed_by=printed_by.signature())


def minutes_paper(paper, conference):
    """Masthead, number and day of issue, title, body, attendance, recorder, list of decisions, distribution."""
    paper.masthead(f"{conference.area.name}基层治理联席会议纪要")
    issued = zh_date(clock.local_date(conference.issued_at)) if conference.issued_at else "（待印发）"
    paper.number(f"{conference.minutes_no or f'〔{conference.year}〕  号'}　　{issued}")
    paper.blank()
    paper.title(conference.title if conference.title.endswith("纪要") else f"{conference.title}纪要")
    for line in conference.minutes.split("\n"):
        head = heading_of(line)
        if head:
            paper.heading(head)
        elif line.strip():
            paper.text(line.strip())
    if conference.requirements:
        paper.heading("有关要求")
        paper.text(conference.requirements)
    paper.blank()
    members = list(conference.members.select_related("unit", "person"))
    paper.field("出席", "；".join(describe_member(member) for member in members if member.signed_in_at))
    paper.field("请假", "；".join(describe_member(member) for member in members if not member.signed_in_at) or "无")
    paper.field("列席", conference.guests or "无")
    paper.field("记录", conference.recorder.name if conference.recorder else "")
    items = list(conference.items.decided().select_related("owner_unit"))
    if items:
        paper.attachments(["议定事项清单"])
    paper.field("分送", conference.distribution or "各成员单位")
    if items:
        paper.page_break()
        paper.title("议定事项清单")
        total = sum(item.amount or 0 for item in items)
        paper.table(
            ["序号", "议题", "结论", "支持类别", "核定财政金额（元）", "牵头单位", "完成时限"],
            [
                [
                    number,
                    item.title,
                    item.get_decision_display(),
                    item.get_support_class_display() or "—",
                    "—" if item.amount is None else f"{item.amount:,.2f}",
                    item.owner_unit.name if item.owner_unit else "—",
                    provisional(zh_date(item.due_on), item.is_provisional) if item.due_on else "—",
                ]
                for number, item in enumerate(items, 1)
            ],
            widths=[1, 3.8, 1.6, 1.8, 2.5, 2.6, 2.8],
            align={0: "center", 4: "right"},
            foot=["合计", "", "", "", f"{total:,.2f}", "", ""],
        )


def heading_of(line):
    """The words of a line such as “二、关于…”, "" for other lines."""
    head, mark, rest = line.strip().partition("、")
    return rest if mark and head and all(char in "一二三四五六七八九十" for char in head) and len(head) <= 3 else ""


def describe_member(member):
    return f"{member.unit.name} {member.person.name}" if member.person else member.unit.name
