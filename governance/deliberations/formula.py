"""The whole calculation of a result, as a judge could check it: each share as a fraction, with its article.

A page shows one block for each motion, so that base, shares and result of one question stand on one screen; a paper
says the attendance once and then each motion.
"""

from dataclasses import dataclass, field, replace

from governance.kernel.clock import rules

from . import majorities
from .ballots import Motion

COUNTS = (  # what of a motion is compared or only shown: word, and its fields by heads and by area
    ("同意", "yes", "yes_area"),
    ("反对", "no_votes", "no_area"),
    ("弃权", "abstain", "abstain_area"),
)
SHADES = ("ok", "no", "mute")  # of COUNTS on bars


@dataclass(frozen=True)
class Line:
    """One share: `part` of `whole`, by which text, and where it decides what is required and whether it is met.

    is_met -- None where the share is only shown: votes against, abstentions
    bar    -- [(percent, class)] of the parts that it draws, `mark` where the legal line stands, in percent
    """

    label: str
    fraction: str
    percent: str
    basis: str
    required: str = ""
    outcome: str = ""
    is_met: bool | None = None
    bar: list = field(default_factory=list)
    mark: float | None = None

    @property
    def words(self):
        """The bar for those who do not see it."""
        return f"{self.label} {self.fraction}，{self.percent}"


@dataclass(frozen=True)
class Group:
    """The lines that rest on one text: who took part, how they voted."""

    name: str
    basis: str
    lines: list


@dataclass(frozen=True)
class Block:
    """All of one motion: its groups of shares and the result, see `Motion.result_of`."""

    motion: Motion
    groups: list
    result: str


def blocks(deliberation, motions):
    """[Block] of the motions, each with the attendance on which it rests; [] before the meeting."""
    if deliberation.present is None:
        return []
    took_part, basis = attendance(deliberation), passing_basis(deliberation)
    found = []
    for motion in motions:
        conditions = motion.conditions(deliberation)
        votes = [line for condition in conditions for line in lines_of(motion, condition, basis)]
        first = [Group(deliberation.attended, deliberation.threshold().basis, took_part)]
        groups = [*first, Group("表决", basis, votes)]
        found.append(Block(motion, groups, motion.result_of(deliberation, conditions)))
    return found


def formula(deliberation, motions):
    """The lines of the attendance and of every motion, by heads and then by area; [] before the meeting.

    Source: 民法典 278(2), 279 and the rule of each body, as it stood on the day of the meeting.
    """
    found = blocks(deliberation, motions)
    if not found:
        return []
    (took_part, _), lines = found[0].groups, []
    for block in found:
        named = f"第 {block.motion.no} 项 "
        lines += [replace(line, label=f"{named}{line.label}") for line in block.groups[1].lines]
    return [*took_part.lines, *lines]


def passing_basis(deliberation):
    """The text of the majority, as it stood on the day of the meeting."""
    rule = rules.find(f"pass_{deliberation.body}", deliberation.held_on)
    return rule.basis if rule else deliberation.threshold().basis


def attendance(deliberation):
    """Who took part, against the quorum; only shown where all must agree and none is asked."""
    basis = deliberation.threshold().basis
    found = [line for one in deliberation.quorum() for line in compared(one, basis, own_bar(one))]
    if found:
        return found
    part, whole = deliberation.present, deliberation.judged_on
    number = majorities.format_number
    shown = f"{number(part)}/{number(whole)} {deliberation.unit}"
    return [Line(deliberation.attended, shown, percent(part, whole), basis)]


def own_bar(condition):
    """The part alone, green where it is enough."""
    return [(condition.percent, "ok" if condition.is_met else "warn")]


def lines_of(motion, condition, basis):
    """For, against and abstained of one motion by one count: the first is what must be enough."""
    by_area = condition.unit == majorities.AREA_UNIT
    parts = [(word, getattr(motion, area if by_area else heads)) for word, heads, area in COUNTS]
    shares = [majorities.percent(part, condition.whole) for _, part in parts]
    found = compared(condition, basis, list(zip(shares, SHADES, strict=True)))
    for word, part in parts[1:]:
        label = f"{word}{'专有面积' if by_area else ''}"
        found.append(Line(label, condition.fraction(part), percent(part, condition.whole), basis))
    return found


def compared(condition, basis, bar):
    """The line that decides; before it the number that does not, where stated and roll differ."""
    found, label = [], condition.label
    if condition.has_two_bases:
        name, whole = condition.base.other
        share = percent(condition.part, whole)
        found.append(Line(f"{label}（{name}）", condition.ratio(whole), share, basis))
        label = f"{label}（{condition.base.judging}）"
    found.append(
        Line(
            label=label,
            fraction=condition.ratio(condition.whole),
            percent=percent(condition.part, condition.whole),
            basis=basis,
            required=condition.required,
            outcome=condition.outcome,
            is_met=condition.is_met,
            bar=bar,
            mark=condition.mark,
        )
    )
    return found


def percent(part, whole):
    return f"{majorities.percent(part, whole):.2f}%"
