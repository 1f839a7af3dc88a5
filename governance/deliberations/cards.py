"""The notice of a meeting and its posted result, to be sent on to those who are entitled."""

from governance.kernel.clock.clock import zh_date
from governance.kernel.pages.cards import Card, card

from . import bodies, majorities, registers
from .papers.posting import publicity_words, way_to_object
from .papers.results import no_decision, notice_title_of, title_of


def names_of(deliberation):
    """Who presided and wrote, signed in or voted for others, objected."""
    lists = (
        deliberation.ballots.values_list("name", "owner", "by_proxy"),
        deliberation.mandates.values_list("agent"),
        deliberation.objections.values_list("raised_by"),
    )
    voters = {word for rows in lists for row in rows for word in row}
    return {deliberation.chair, deliberation.clerk, *voters}


@card("governance.deliberation", when=lambda deliberation: deliberation.is_told, names=names_of)
def posting_of(deliberation):
    """The notice before the meeting; from the posting on the result, with its days and how to object."""
    return notice_of(deliberation) if deliberation.is_called_only else result_of(deliberation)


def notice_of(deliberation):
    written = deliberation.is_written
    when = f"{zh_date(deliberation.held_on)}{f' {deliberation.held_time:%H:%M}' if deliberation.held_time else ''}"
    body = bodies.label(deliberation.body, deliberation.held_on)
    settles = deliberation.is_decision or deliberation.is_resolution
    return Card(
        notice_title_of(deliberation),
        deliberation.title,
        f"{deliberation.area.name}{f'以书面征求意见的形式进行{body}' if written else f'定于{when}召开{body}'}。",
        [
            ("事项类别", deliberation.get_matter_display()),
            ("表决截止" if written else "时间", when),
            ("地点", deliberation.place),
            *motions_of(deliberation, "表决事项" if settles else "协商事项"),
            ("通过条件", f"{majorities.describe_rule(deliberation.threshold())}。"),
            ("说明", caution(deliberation)),
            ("通知张贴", zh_date(deliberation.notice_on)),
        ],
    )


def result_of(deliberation):
    _, doubt = registers.caveat(deliberation)
    return Card(
        title_of(deliberation),
        deliberation.title,
        f"{zh_date(deliberation.held_on)}，{deliberation.area.name}{deliberation.body_label}，"
        f"结果：{registers.qualified(deliberation, deliberation.outcome)}。",
        [
            ("事项类别", deliberation.get_matter_display()),
            *motions_of(deliberation, "事项"),
            *attendance_of(deliberation),
            ("公示", publicity_words(deliberation)),
            ("说明", f"{doubt}。" if doubt else caution(deliberation)),
        ],
        way=way_to_object(deliberation),
    )


def attendance_of(deliberation):
    """How many came, and whether they were enough."""
    said = "；".join(condition.sentence for condition in deliberation.quorum())
    return [(deliberation.attended, f"{said}。")] if said else []


def votes_of(motion, unit):
    return f"（同意 {motion.yes:,} {unit}，反对 {motion.no_votes:,} {unit}，弃权 {motion.abstain:,} {unit}）"


def motions_of(deliberation, label):
    """[(label, text)] of what is or was put to the vote, with result and votes of each once they are counted."""
    motions = list(deliberation.motions.all())
    several = len(motions) > 1
    return [
        (
            f"{label} {motion.no}" if several else label,
            motion.text.rstrip("。")
            + (f"：{deliberation.word(motion.passed)}" if motion.passed is not None and several else "")
            + (votes_of(motion, deliberation.unit) if motion.passed is not None else ""),
        )
        for motion in motions
    ]


def caution(deliberation):
    """That the body only consults or resolves for its own members, and where the matter must be brought."""
    if not deliberation.bring_to:
        return ""
    what = no_decision(deliberation) if deliberation.is_resolution else "本次议事是协商，结果不约束业主"
    return f"{what}。{deliberation.bring_to}。"
