"""Quorum and majority in words: each condition with its formula and what is missing (domain.md §2.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from governance.kernel.figures.shares import CENT, Share, Threshold

AREA_UNIT = "㎡"
HOUSEHOLDS = {"owners_ordinary", "owners_major", "interested_owners", "residents_meeting", "villagers_households"}
CONSULTING = {"council", "council_money"}  # what they settle is consultation, see `competences`
ALL = {"interested_owners": "全体有利害关系的业主"}  # what all those entitled are called; else ALL_MEMBERS
ALL_MEMBERS = "全体应到人员"


def unit_of(body):
    """The unit in which the heads of a body are counted."""
    return "户" if body in HOUSEHOLDS else "人"


@dataclass(frozen=True)
class Base:
    """Those entitled by one count: as stated, and as the roll had it on the day (None where none was in force)."""

    stated: object
    rolled: object = None

    @property
    def whole(self):
        """The number on which the result is judged."""
        return self.stated if self.rolled is None else max(self.stated, self.rolled)

    @property
    def differs(self):
        return self.rolled is not None and self.rolled != self.stated

    @property
    def other(self):
        """(what the number that does not judge is called, the number); only where they differ."""
        return ("按所填应到", self.stated) if self.rolled > self.stated else ("按名册", self.rolled)

    @property
    def judging(self):
        """What the number that judges is called."""
        return "按名册" if self.rolled > self.stated else "按所填应到"


@dataclass(frozen=True)
class Condition:
    """One count against one share: `part` of `whole`, in heads or square metres.

    base -- where the whole is those entitled: both numbers of them, of which `whole` is the greater
    open_area -- where all of them must agree: fn() -> the m² of those who did not, None where it is not known
    """

    label: str
    unit: str
    part: object
    whole: object
    share: Share
    base: Base | None = None
    open_area: Callable | None = None

    @property
    def step(self):
        return CENT if self.unit == AREA_UNIT else 1

    @property
    def is_met(self):
        return self.share.is_met(self.part, self.whole)

    @property
    def has_two_bases(self):
        """Whether the roll has another number of those entitled than was stated."""
        return self.base is not None and self.base.differs

    @property
    def is_met_as_stated(self):
        """Whether it would be met by the stated number."""
        return self.share.is_met(self.part, self.base.stated) if self.base else self.is_met

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
        """到会 318/412 户，要求不低于三分之二（275 户），已达到.  Both numbers where the roll has another one."""
        if not self.whole:
            return f"{self.label} 0 {self.unit}，无法计算"
        counted = f"{self.label} {self.ratio(self.whole)}"
        if self.has_two_bases:
            stated, rolled = self.ratio(self.base.stated), self.ratio(self.base.rolled)
            counted = f"{self.label}：按所填应到 {stated}，按名册 {rolled}，{self.base.judging}计算"
        return f"{counted}，要求{self.required}，{self.outcome}"

    @property
    def is_unanimity(self):
        """Whether all of the whole must agree."""
        return self.open_area is not None

    @property
    def required(self):
        """不低于三分之二（275 户）; 全体同意（3 户）."""
        share = "全体同意" if self.is_unanimity else self.share
        return f"{share}（{format_number(self.needed)} {self.unit}）"

    @property
    def outcome(self):
        """已达到; 还差 12 户; of unanimity 尚有 1 户（面积 86.00 ㎡）未同意."""
        if self.is_unanimity:
            return self.lacking or "已全体同意"
        return "已达到" if self.is_met else f"还差 {format_number(self.missing)} {self.unit}"

    @property
    def lacking(self):
        """Who has not agreed where all must, with their area where it is known; "" for other shares."""
        if self.is_met or not self.is_unanimity:
            return ""
        area = None if self.unit == AREA_UNIT else self.open_area()
        of_area = "" if area is None else f"（面积 {format_number(area)} {AREA_UNIT}）"
        return f"尚有 {format_number(self.missing)} {self.unit}{of_area}未同意"

    def ratio(self, whole):
        """280/350 户."""
        return f"{format_number(self.part)}/{format_number(whole)} {self.unit}"

    def fraction(self, part):
        """The same of another part: 60/350 户."""
        return f"{format_number(part)}/{format_number(self.whole)} {self.unit}"


def percent(part, whole):
    """Of the whole, for reading; the decision itself never rounds."""
    return round(float(Fraction(part) / Fraction(whole) * 100), 2) if whole else 0


def format_number(number):
    """1,820; 38,412.50 for areas."""
    return f"{number:,.2f}" if isinstance(number, Decimal) else f"{number:,}"


def quorum(threshold, present, bases, unit, word="到会"):
    """The conditions for a sitting to count: one for heads and, for owners, one for area; [] where all must agree.

    bases -- {"heads": Base, "area": Base} of those entitled
    word  -- what taking part is called: 到会, 参与表决
    """
    counts = () if threshold.is_unanimous else threshold.counts
    return [
        Condition(
            word if count == "heads" else f"{word}专有面积",
            unit if count == "heads" else AREA_UNIT,
            present[count],
            bases[count].whole,
            threshold.quorum,
            bases[count],
        )
        for count in counts
    ]


def is_quorate(threshold, conditions):
    """Whether a sitting counts by its conditions; where all must agree none is asked."""
    return threshold.is_unanimous or all_met(conditions)


def passing(threshold, yes, present, bases, unit, open_area):
    """The conditions for a motion to pass, once the sitting is quorate.

    open_area -- as of `Condition`, for a rule by which all must agree
    """
    of_all = threshold.base == "all"
    return [
        Condition(
            "同意" if count == "heads" else "同意专有面积",
            unit if count == "heads" else AREA_UNIT,
            yes[count],
            bases[count].whole if of_all else present[count],
            threshold.passing,
            bases[count] if of_all else None,
            open_area if threshold.is_unanimous else None,
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
    if threshold.is_unanimous:
        whole, one = ALL.get(threshold.body, ALL_MEMBERS), f"一{unit_of(threshold.body)}"
        return f"{threshold.label}：须经{whole}同意，有{one}没有同意的不通过。依据：{threshold.basis}"[:400]
    takes_part = "参与表决" if "area" in threshold.counts else "到会"
    base = takes_part if threshold.base == "present" else "全体应到"
    by = "（人数和专有面积分别计算）" if "area" in threshold.counts else ""
    carried = "协商一致" if threshold.body in CONSULTING else "通过"
    shares = f"{takes_part}{threshold.quorum}，{base}的{threshold.passing}同意为{carried}{by}"
    return f"{threshold.label}：{shares}。依据：{threshold.basis}"[:400]
