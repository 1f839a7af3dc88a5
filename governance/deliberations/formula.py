"""The whole calculation of a result, line by line, as a judge could check it: each with fraction and article."""

from dataclasses import dataclass

from governance.kernel.clock import rules

from . import majorities


@dataclass(frozen=True)
class Line:
    """One comparison: `part` of `whole`, what is required, by which text, and whether it is met."""

    label: str
    fraction: str
    percent: str
    required: str
    outcome: str
    is_met: bool
    basis: str


def formula(deliberation, motions):
    """The lines of the quorum and of every motion; [] before the meeting.

    Source: 民法典 278(2) and the rule of each body, as it stood on the day of the meeting.
    """
    if deliberation.present is None:
        return []
    quorum_basis = deliberation.threshold().basis
    passing = rules.find(f"pass_{deliberation.body}", deliberation.held_on)
    passing_basis = passing.basis if passing else quorum_basis
    lines = [line_of(one, one.label, quorum_basis) for one in deliberation.quorum()]
    for motion in motions:
        conditions = motion.conditions(deliberation)
        lines += [line_of(one, f"第 {motion.no} 项 {one.label}", passing_basis) for one in conditions]
    return lines


def line_of(condition, label, basis):
    number = majorities.format_number
    return Line(
        label=label,
        fraction=f"{number(condition.part)}/{number(condition.whole)} {condition.unit}",
        percent=f"{condition.percent:.2f}%",
        required=f"{condition.share}（{number(condition.needed)} {condition.unit}）",
        outcome="达到" if condition.is_met else f"还差 {number(condition.missing)} {condition.unit}",
        is_met=condition.is_met,
        basis=basis,
    )
