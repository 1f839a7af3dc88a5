"""The papers of a deliberation as .docx: the notice that calls it, and its result.

The result says who was entitled and there, the votes, the majority, objections, finality.
Both are posted in public: voters and objectors are not named.  Source: domain.md §2.7.
"""

from governance.areas.naming import said_of
from governance.deliberations import bodies, majorities, publicity, registers
from governance.deliberations.corrections import corrections
from governance.deliberations.formula import formula
from governance.deliberations.mandates import flagged
from governance.kernel.clock import rules
from governance.kernel.clock.clock import today, zh_date
from governance.kernel.figures.formats import with_basis

from .counts import calculation_table, vote_table
from .posting import late_facts, objection_paragraphs, publicity_words

NO_DECISION = "支部决议不是业主、居民（村民）的共同决定"
ISSUERS = {
    **dict.fromkeys(("owners_ordinary", "owners_major"), "业主大会"),
    "interested_owners": "有利害关系的业主",
    bodies.COUNCIL: "小区议事会",
    bodies.COUNCIL_MONEY: "小区议事会",
    "owners_committee": "业主委员会",
    **dict.fromkeys(bodies.RESIDENTS, "居民委员会"),
    **dict.fromkeys(bodies.VILLAGERS, "村民委员会"),
    **dict.fromkeys(("party_meeting", "party_election"), "党支部"),
}


def notice_paper(paper, deliberation, notice_period):
    """What calls the meeting: when and where, about what, who may take part and how, what is needed to pass.

    notice_period -- how long before the meeting it must hang, with its article
    """
    body, written = bodies.label(deliberation.body, deliberation.held_on), deliberation.is_written
    paper.title(notice_title_of(deliberation))
    when = f"{zh_date(deliberation.held_on)}{f'{deliberation.held_time:%H:%M}' if deliberation.held_time else ''}"
    way = way_of(body, written, when)
    line = deliberation.competence
    matter = deliberation.get_matter_display()
    paper.text(
        f"{deliberation.area.name}{way}，议题为“{deliberation.title}”，"
        f"事项类别为{with_basis(matter, line.basis) if line else matter}。"
    )
    matter_confirmed(paper, deliberation)
    paper.heading("时间和地点")
    paper.field("表决截止" if written else "时间", when)
    paper.field("地点", deliberation.place, to_fill=True)
    paper.field("主持人", deliberation.chair)
    paper.heading("表决事项" if deliberation.is_decision or deliberation.is_resolution else "协商事项")
    for motion in deliberation.motions.all():
        paper.text(f"第 {motion.no} 项：{motion.text}。")
    paper.part("议程", deliberation.agenda)
    paper.heading("参加人和要求")
    paper.text(f"{who_takes_part(deliberation)}。")
    paper.text(f"{majorities.describe_rule(deliberation.threshold())}。")
    if deliberation.bring_to:
        what = no_decision(deliberation) if deliberation.is_resolution else "本次议事是协商，结果不约束业主"
        paper.text(f"{what}。{deliberation.bring_to}。")
    if deliberation.short_notice_reason:
        paper.text(f"提前不足法定日数的特殊情况：{deliberation.short_notice_reason.rstrip('。')}。")
    paper.text(f"本通知于{zh_date(deliberation.notice_on)}张贴，{notice_period}。")
    paper.seal("召集人", deliberation.notice_on)


def way_of(body, written, when):
    """How and when a body comes together: the owners' assembly meets, and the owners decide."""
    are_owners = body.startswith("业主共同决定")
    if written:
        return f"以书面征求意见的形式{'由' if are_owners else '进行'}{body}，表决截止{when}"
    return f"定于{when}召开{'业主大会会议，由' if are_owners else ''}{body}"


def no_decision(deliberation):
    """What a Party meeting's resolution is not, in the words of its place."""
    return said_of(deliberation.area, NO_DECISION)


def matter_confirmed(paper, deliberation):
    """What the words may be beside the matter chosen, why they are not, and what whoever called it declared."""
    if deliberation.matter_reason:
        reason = deliberation.matter_reason.rstrip("。")
        paper.text(f"事项类别核实：{deliberation.matter_told}。经核实按所列事项类别召集，理由：{reason}。")
    for declared in filter(None, (deliberation.declaration, deliberation.elections_declared)):
        paper.text(f"{declared}。")
    if checked := deliberation.matter_checked:
        paper.text(f"所列事项类别{checked}。")


def notice_title_of(deliberation):
    return "征求意见公告" if deliberation.method == deliberation.Method.WRITTEN else "会议通知"


def who_takes_part(deliberation):
    """Those entitled by the roll, as the notice was posted, and whether somebody else may vote for them."""
    base = deliberation.announced_entitled
    if deliberation.body in bodies.OWNERS:
        return f"{base}。不能到会的业主可以书面委托他人表决，受托人须持委托书和双方身份证件复印件"
    return f"{base}。须本人参加，不能委托"


def title_of(deliberation):
    if deliberation.is_resolution:
        return "党支部党员大会决议"
    return "表决结果公告" if deliberation.is_decision else "议事协商结果公告"


def result_paper(paper, deliberation):
    """The meeting, the base with its roll, the votes, the calculation, objections, and from when it is in force.

    Of bodies that decide; what a council settles has a paper of its own, see `consultations`.
    """
    motions = list(deliberation.motions.all())
    paper.title(title_of(deliberation))
    caveat_paragraph(paper, deliberation)
    paper.text(opening(deliberation))
    matter_confirmed(paper, deliberation)
    paper.heading(f"应到和{deliberation.attended}")
    base_paragraphs(paper, deliberation)
    agents = list(deliberation.mandates.all())
    if agents:
        votes = sum(agent.units for agent in agents)
        paper.text(
            f"其中受托人 {len(agents):,} 人代 {votes:,} 户投票，"
            f"均有书面委托书和双方身份证件{many_mandates(deliberation)}。"
        )
    paper.heading("表决事项和结果")
    for motion in motions:
        paper.text(f"第 {motion.no} 项：{motion.text}。", bold=True)
        vote_table(paper, deliberation, motion)
        result = motion.result_of(deliberation, motion.conditions(deliberation))
        paper.text(f"结果：{registers.qualified(deliberation, result)}。")
    if len(motions) > 1:
        paper.text(f"各项结果：{registers.qualified(deliberation, deliberation.outcome)}。")
    correction_paragraphs(paper, deliberation)
    paper.heading("计算过程")
    paper.text(f"{deliberation.rule_text}。")
    calculation_table(paper, formula(deliberation, motions))
    whom_it_binds(paper, deliberation)
    effect(paper, deliberation)
    late_facts(paper, deliberation)
    paper.signature("主持人（签名）", "记录人（签名）")
    seal(paper, deliberation)


def many_mandates(deliberation):
    """That some agents voted for more units than is usual, so that owners ask for the letters; "" without one."""
    marked = [mandate for mandate, sentence in flagged(deliberation) if sentence]
    if not marked:
        return ""
    units = sum(mandate.units for mandate in marked)
    most = rules.get("mandates_flag", deliberation.held_on)
    over = with_basis(f"超过 {most.value} 户", most.basis)
    return f"；其中 {len(marked):,} 人各代理{over}，共 {units:,} 户，业主可以查阅委托书"


def caveat_paragraph(paper, deliberation):
    """What puts the result in doubt, or was reviewed about it, before anything else."""
    _, sentence = registers.caveat(deliberation)
    if sentence:
        paper.text(f"{sentence}。", bold=True)


def base_paragraphs(paper, deliberation):
    """Who is entitled by which roll, what was stated otherwise and what follows from it, and how many took part."""
    paper.text(f"{deliberation.roll_text.rstrip('。')}。")
    if deliberation.base_note:
        paper.text(f"{deliberation.base_note}。")
    for condition in deliberation.quorum():
        paper.text(f"{condition.sentence}。")
    if deliberation.roll_shortfall:
        paper.text(f"{deliberation.roll_shortfall}。")


def correction_paragraphs(paper, deliberation):
    """What was corrected after the record was registered; no heading without."""
    made = corrections(deliberation)
    if made:
        paper.heading("更正")
        for correction in made:
            paper.text(correction.sentence)


def seal(paper, deliberation):
    """The seal of the body, on the day of the posting; on the day of printing where it tells of what came later."""
    posted_on, entered_on = deliberation.publicised_on, deliberation.publicity_entered_on
    tells_more = deliberation.is_settled or deliberation.is_overturned or deliberation.objections.exists()
    is_later = posted_on is not None and (tells_more or (entered_on or posted_on) > posted_on)
    paper.seal(f"{deliberation.area.name}{ISSUERS[deliberation.body]}", today() if is_later else posted_on)


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


def whom_it_binds(paper, deliberation):
    """Of a Party meeting: its resolution is nobody else's decision, and where a matter of others must be brought."""
    if not deliberation.bring_to:
        return
    line = deliberation.competence
    paper.heading("决议的效力和去向")
    paper.text(with_basis(f"{no_decision(deliberation)}。{deliberation.bring_to}", line.basis) + "。")


def effect(paper, deliberation):
    """What follows: objections with their answers, the days of publicity, from when it is in force, whom it binds."""
    paper.part("主要不同意见及答复", deliberation.dissent)
    paper.heading("异议和生效")
    if not deliberation.is_quorate:
        paper.text(f"{deliberation.attended}未达到规定比例，会议不成立，须重新召集。")
        return
    paper.text(publicity_words(deliberation))
    objection_paragraphs(paper, deliberation)
    paper.text(f"{publicity.elsewhere(deliberation)}。")
