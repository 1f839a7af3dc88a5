"""The result of a deliberation as .docx: who was entitled and there, the votes, the majority, objections, finality.

It is posted in public: voters and objectors are not named.  Source: domain.md §2.7.
"""

from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import provisional

from . import bodies, majorities, publicity
from .formula import COUNTS, formula

CODE = "民主议事结果公告"
ISSUERS = {
    **dict.fromkeys(("owners_ordinary", "owners_major", "interested_owners"), "业主大会"),
    bodies.COUNCIL: "小区议事会",
    bodies.COUNCIL_MONEY: "小区议事会",
    "owners_committee": "业主委员会",
    **dict.fromkeys(bodies.RESIDENTS, "居民委员会"),
    **dict.fromkeys(bodies.VILLAGERS, "村民委员会"),
    **dict.fromkeys(("party_meeting", "party_election"), "党支部"),
}


def title_of(deliberation):
    return "表决结果公告" if deliberation.is_decision else "议事协商结果公告"


def result_paper(paper, deliberation):
    """The meeting, the base with its roll, the votes, the calculation, objections, and from when it is in force."""
    motions = list(deliberation.motions.all())
    paper.title(title_of(deliberation))
    paper.text(opening(deliberation))
    paper.heading("应到和到会")
    paper.text(f"{deliberation.roll_text}。")
    if deliberation.deviation_reason:
        paper.text(f"应到与名册不一致的原因：{deliberation.deviation_reason.rstrip('。')}。")
    for condition in deliberation.quorum():
        paper.text(f"{condition.sentence}。")
    agents = list(deliberation.mandates.all())
    if agents:
        votes = sum(agent.units for agent in agents)
        paper.text(f"其中受托人 {len(agents)} 人代 {votes} 户投票，均有书面委托书和双方身份证件。")
    paper.heading("表决事项和结果")
    for motion in motions:
        paper.text(f"第 {motion.no} 项：{motion.text}。", bold=True)
        vote_table(paper, deliberation, motion)
        paper.text(f"结果：{deliberation.word(motion.passed)}。")
    paper.heading("计算过程")
    paper.text(f"{deliberation.rule_text}。")
    paper.table(
        ["项目", "数", "占比", "要求", "结论", "依据"],
        [
            [line.label, line.fraction, line.percent, line.required or "—", line.outcome or "—", line.basis]
            for line in formula(deliberation, motions)
        ],
        widths=[2.6, 4, 1.6, 3, 1.7, 3.5],
        align={1: "right", 2: "right"},
    )
    effect(paper, deliberation)
    paper.signature("主持人（签名）", "记录人（签名）")
    paper.seal(f"{deliberation.area.name}{ISSUERS[deliberation.body]}", deliberation.publicised_on)


def opening(deliberation):
    """Who met where, when, about what, announced when."""
    time = f"{deliberation.held_time:%H:%M}" if deliberation.held_time else ""
    place = f"在{deliberation.place}" if deliberation.place else ""
    way = "书面征求意见" if deliberation.method == deliberation.Method.WRITTEN else "召开会议"
    chair = f"，由{deliberation.chair}主持" if deliberation.chair else ""
    body = ISSUERS[deliberation.body] if deliberation.body in bodies.OWNERS else deliberation.body_label
    line = deliberation.competence
    basis = f"，依据{line.basis}" if line else ""
    return (
        f"{zh_date(deliberation.held_on)}{time}，{deliberation.area.name}{body}{place}{way}{chair}，"
        f"议题为“{deliberation.title}”，事项类别为{deliberation.get_matter_display()}{basis}。"
        f"通知于{zh_date(deliberation.notice_on)}张贴。"
    )


def vote_table(paper, deliberation, motion):
    """The votes of one motion by heads and, for owners, by area."""
    head = ["计算口径", *(word for word, _, _ in COUNTS), "合计"]
    rows = [row_of(f"人数（{deliberation.unit}）", [getattr(motion, heads) for _, heads, _ in COUNTS])]
    if motion.yes_area is not None:
        rows.append(row_of("专有面积（㎡）", [getattr(motion, area) for _, _, area in COUNTS]))
    paper.table(head, rows, align=dict.fromkeys((1, 2, 3, 4), "right"))


def row_of(label, numbers):
    return [label, *(majorities.format_number(number) for number in [*numbers, sum(numbers)])]


def effect(paper, deliberation):
    """What follows: objections with their answers, the days of publicity, from when it is in force, whom it binds."""
    if deliberation.dissent:
        paper.heading("主要不同意见及答复")
        paper.text(deliberation.dissent)
    paper.heading("异议和生效")
    if not deliberation.is_quorate:
        paper.text("到会未达到法定比例，会议不成立，须重新召集。")
        return
    paper.text(publicity_words(deliberation))
    objections = list(deliberation.objections.all())
    for objection in objections:
        answer = f"（{zh_date(objection.answered_on)}）：{objection.answer}" if objection.answered_on else ""
        paper.text(
            f"{zh_date(objection.raised_on)}提出的异议：{objection.text.rstrip('。')}。"
            f"{objection.get_status_display()}{answer}"
        )
    if not objections:
        paper.text("没有收到异议。" if deliberation.publicised_on else "公示期间可以提出异议。")
    if deliberation.bring_to:
        paper.text(f"本结果是协商意见，不是业主共同决定，不约束业主。{deliberation.bring_to}。")
    paper.text(f"{publicity.elsewhere(deliberation)}。")


def publicity_words(deliberation):
    if deliberation.publicised_on is None:
        return "本结果尚未公示。"
    words = f"{zh_date(deliberation.publicised_on)}起在{deliberation.publicity_place or '公示栏'}公示"
    if deliberation.is_overturned:
        return f"{words}。经异议复核，结果已撤销。"
    if deliberation.effective_on is None:
        return f"{words}，{zh_date(deliberation.stopped_on)}起因异议暂停计算。"
    until = provisional(zh_date(deliberation.publicity_until), deliberation.publicity_is_provisional)
    first = zh_date(deliberation.effective_on)
    state = f"{first}起生效" if deliberation.is_final else f"期满无异议的，{first}（期满后第一个工作日）起生效"
    review = "，现因异议正在复核" if deliberation.is_reopened else ""
    return f"{words}至{until}，{state}{review}。"
