"""Quorum and majority in words: each condition with its formula and what is missing (domain.md §2.7)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from governance.kernel.figures.shares import CENT, Share, Threshold

AREA_UNIT = "㎡"
HOUSEHOLDS = {"owners_ordinary", "owners_major", "interested_owners", "residents_meeting", "villagers_households"}


def unit_of(body):
    """The unit in which the heads of a body are counted."""
    return "户" if body in HOUSEHOLDS else "人"


@dataclass(frozen=True)
class Condition:
    """One count against one share: `part` of `whole`, in heads or square metres."""

    label: str
    unit: str
    part: object
    whole: object
    share: Share

    @property
    def step(self):
        return CENT if self.unit == AREA_UNIT else 1

    @property
    def is_met(self):
        return self.share.is_met(self.part, self.whole)

    @property
    def needed(self):
        return self.share.needed(self.whole, self.step)

    @property
    def missing(self):
        return self.share.missing(self.part, self.whole, self.step)

    @property
    def percent(self):
        return percent(self.part, self.whole)

    @property
    def mark(self):
        """The position of the legal threshold on the bar, in percent."""
        return round(float(self.share.fraction) * 100, 2)

    @property
    def sentence(self):
        """到会 318/412 户，要求不低于三分之二（275 户），已达到."""
        outcome = "已达到" if self.is_met else f"还差 {format_number(self.missing)} {self.unit}"
        if not self.whole:
            return f"{self.label} 0 {self.unit}，无法计算"
        return (
            f"{self.label} {format_number(self.part)}/{format_number(self.whole)} {self.unit}，"
            f"要求{self.share}（{format_number(self.needed)} {self.unit}），{outcome}"
        )


def percent(part, whole):
    """Of the whole, for reading; the decision itself never rounds."""
    return round(float(Fraction(part) / Fraction(whole) * 100), 2) if whole else 0


def format_number(number):
    """1,820; 38,412.50 for areas."""
    return f"{number:,.2f}" if isinstance(number, Decimal) else f"{number:,}"


def quorum(threshold, present, entitled, unit, word="到会"):
    """The conditions for a sitting to count: one for heads and, for owners, one for area.

    word -- what taking part is called: 到会, 参与表决
    """
    return [
        Condition(
            word if count == "heads" else f"{word}专有面积",
            unit if count == "heads" else AREA_UNIT,
            present[count],
            entitled[count],
            threshold.quorum,
        )
        for count in threshold.counts
    ]


def passing(threshold, yes, present, entitled, unit):
    """The conditions for a motion to pass, once the sitting is quorate."""
    whole = entitled if threshold.base == "all" else present
    return [
        Condition(
            "同意" if count == "heads" else "同意专有面积",
            unit if count == "heads" else AREA_UNIT,
            yes[count],
            whole[count],
            threshold.passing,
        )
        for count in threshold.counts
    ]


def all_met(conditions):
    return bool(conditions) and all(condition.is_met for condition in conditions)


def snapshot(threshold):
    """The rule as JSON, to be kept with the result."""
    return {
        "body": threshold.body,
        "label": threshold.label,
        "quorum": [threshold.quorum.num, threshold.quorum.den, threshold.quorum.strict],
        "passing": [threshold.passing.num, threshold.passing.den, threshold.passing.strict],
        "base": threshold.base,
        "counts": list(threshold.counts),
        "basis": threshold.basis,
    }


def restore(rule):
    """The threshold from which a snapshot was made."""
    return Threshold(
        body=rule["body"],
        label=rule["label"],
        quorum=Share(*rule["quorum"]),
        passing=Share(*rule["passing"]),
        base=rule["base"],
        counts=tuple(rule["counts"]),
        notice_days=0,
        notice_unit="d",
        proxies=None,
        basis=rule["basis"],
    )


def describe_rule(threshold):
    """The rule in one sentence, with its source."""
    takes_part = "参与表决" if "area" in threshold.counts else "到会"
    base = takes_part if threshold.base == "present" else "全体应到"
    by = "（人数和专有面积分别计算）" if "area" in threshold.counts else ""
    shares = f"{takes_part}{threshold.quorum}，{base}的{threshold.passing}同意为通过{by}"
    return f"{threshold.label}：{shares}。依据：{threshold.basis}"[:400]
