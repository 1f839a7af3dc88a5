"""The paper of what a council settled: an opinion, whom it binds and where it must be brought; never a decision.

It is posted in public: members and whoever objected are not named.
Source: 居委会组织法 (2025) 32; domain.md §2.7.
"""

from governance.areas.naming import said_of
from governance.deliberations import bodies, publicity, registers
from governance.deliberations.formula import formula
from governance.kernel.clock.clock import zh_date
from governance.kernel.steps.grounds import ADJUSTABLE

from .counts import calculation_table, vote_table
from .posting import late_facts, objection_paragraphs, publicity_words
from .results import (
    base_paragraphs,
    caveat_paragraph,
    correction_paragraphs,
    matter_confirmed,
    seal,
    title_of,
)

CARRIED_OUT = "按协商意见落实或者提请决定"  # what the end of the publicity lets happen
BINDS = (
    "协商意见由参加协商、表示同意的各方自愿遵守和落实；不是业主共同决定，不约束业主，"
    "也不代替居民（村民）会议及其代表会议的决定"
)


def consultation_paper(paper, deliberation):
    """Who consulted about what, what was settled, whom it binds, where it must be brought, how long it hangs."""
    motions = list(deliberation.motions.all())
    paper.title(title_of(deliberation))
    caveat_paragraph(paper, deliberation)
    paper.text(opening(deliberation))
    matter_confirmed(paper, deliberation)
    paper.heading("参加协商的成员")
    base_paragraphs(paper, deliberation)
    paper.heading("协商事项和意见")
    for motion in motions:
        paper.text(f"第 {motion.no} 项：{motion.text.rstrip('。')}。", bold=True)
        vote_table(paper, deliberation, motion)
        result = motion.result_of(deliberation, motion.conditions(deliberation))
        paper.text(f"协商结果：{registers.qualified(deliberation, result)}。")
    correction_paragraphs(paper, deliberation)
    paper.heading("形成意见的规则和计算")
    paper.text(f"{deliberation.rule_text.removesuffix(ADJUSTABLE)}。")
    calculation_table(paper, formula(deliberation, motions))
    paper.heading("协商意见的效力和去向")
    for sentence in follow_up(deliberation, motions):
        paper.text(f"{sentence}。")
    paper.heading("公示和不同意见")
    if deliberation.is_quorate:
        paper.text(publicity_words(deliberation, CARRIED_OUT))
        objection_paragraphs(paper, deliberation)
    paper.text(f"{publicity.elsewhere(deliberation)}。")
    late_facts(paper, deliberation)
    paper.signature("主持人（签名）", "记录人（签名）")
    seal(paper, deliberation)


def opening(deliberation):
    """Who consulted where, when, about what, by which article, announced when."""
    time = f"{deliberation.held_time:%H:%M}" if deliberation.held_time else ""
    place = f"在{deliberation.place}" if deliberation.place else ""
    way = "以书面征求意见的方式" if deliberation.is_written else "召开协商会议，"
    chair = f"由{deliberation.chair}主持，" if deliberation.chair else ""
    line = deliberation.competence
    basis = f"，依据{line.basis}" if line else ""
    return (
        f"{zh_date(deliberation.held_on)}{time}，{deliberation.area.name}"
        f"{bodies.label(deliberation.body, deliberation.held_on)}{place}{way}{chair}"
        f"就“{deliberation.title}”进行议事协商，事项类别为{deliberation.get_matter_display()}{basis}。"
        f"通知于{zh_date(deliberation.notice_on)}张贴。"
    )


def follow_up(deliberation, motions):
    """What was settled and binds whom, and where it must be brought; or that nothing was."""
    if not deliberation.is_quorate:
        yield f"{deliberation.attended}未达到规定比例，会议不成立，没有形成协商意见，须重新召集"
        return
    mark, _ = registers.caveat(deliberation)
    if mark:
        yield f"{mark}，尚不能作为协商意见落实"
        return
    settled, left = ([motion for motion in motions if motion.passed is passed] for passed in (True, False))
    if settled:
        yield f"{numbers(settled)}协商一致，形成协商意见。{said_of(deliberation.area, BINDS)}"
    if left:
        yield f"{numbers(left)}没有协商一致，不形成意见；可以继续协商，也可以直接提请有权的会议决定"
    if deliberation.bring_to:
        yield f"须由有权的会议决定的，本协商不能代替：{deliberation.bring_to}"


def numbers(motions):
    """第 1 项、第 3 项."""
    return "、".join(f"第 {motion.no} 项" for motion in motions)
