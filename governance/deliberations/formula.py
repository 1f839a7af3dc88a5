"""The whole calculation of a result, line by line, as a judge could check it: each with fraction and article."""

from dataclasses import dataclass

from governance.kernel.clock import rules

from . import majorities

COUNTS = (  # what of a motion is compared or only shown: word, and its fields by heads and by area
    ("同意", "yes", "yes_area"),
    ("反对", "no_votes", "no_area"),
    ("弃权", "abstain", "abstain_area"),
)


@dataclass(frozen=True)
class Line:
    """One share: `part` of `whole`, by which text, and where it decides what is required and whether it is met.

    is_met -- None where the share is only shown: votes against, abstentions
    """

    label: str
    fraction: str
    percent: str
    basis: str
    required: str = ""
    outcome: str = ""
    is_met: bool | None = None


def formula(deliberation, motions):
    """The lines of the quorum and of every motion, by heads and then by area; [] before the meeting.

    Source: 民法典 278(2) and the rule of each body, as it stood on the day of the meeting.
    """
    if deliberation.present is None:
        return []
    quorum_basis = deliberation.threshold().basis
    passing = rules.find(f"pass_{deliberation.body}", deliberation.held_on)
    passing_basis = passing.basis if passing else quorum_basis
    lines = [line for one in deliberation.quorum() for line in compared(one, one.label, quorum_basis)]
    for motion in motions:
        for condition in motion.conditions(deliberation):
            lines += lines_of(motion, condition, passing_basis)
    return lines


def lines_of(motion, condition, basis):
    """For, against and abstained of one motion by one count: the first is what must be enough."""
    by_area = condition.unit == majorities.AREA_UNIT
    found = compared(condition, f"第 {motion.no} 项 {condition.label}", basis)
    for word, heads, area in COUNTS[1:]:
        part = getattr(motion, area if by_area else heads)
        label = f"第 {motion.no} 项 {word}{'专有面积' if by_area else ''}"
        found.append(Line(label, fraction(part, condition), percent(part, condition.whole), basis))
    return found


def compared(condition, label, basis):
    """The line that decides; before it the number that does not, where stated and roll differ."""
    found = []
    if condition.has_two_bases:
        name, whole = condition.base.other
        share = percent(condition.part, whole)
        found.append(Line(f"{label}（{name}）", condition.ratio(whole), share, basis))
        label = f"{label}（{condition.base.judging}）"
    found.append(
        Line(
            label=label,
            fraction=fraction(condition.part, condition),
            percent=percent(condition.part, condition.whole),
            basis=basis,
            required=f"{condition.share}（{majorities.format_number(condition.needed)} {condition.unit}）",
            outcome="达到"
            if condition.is_met
            else f"还差 {majorities.format_number(condition.missing)} {condition.unit}",
            is_met=condition.is_met,
        )
    )
    return found


def fraction(part, condition):
    """280/350 户."""
    number = majorities.format_number
    return f"{number(part)}/{number(condition.whole)} {condition.unit}"


def percent(part, whole):
    return f"{majorities.percent(part, whole):.2f}%"
