"""Exact majorities: "at least two thirds", "more than half", by heads and by area, without rounding."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

DIGITS = "零一二三四五六七八九十"
CENT = Decimal("0.01")  # areas are recorded to a hundredth of a square metre


@dataclass(frozen=True)
class Share:
    """A part of a whole that must be reached ("at least") or, when strict, exceeded ("more than").

    Source: 民法典 1259: 以上、届满 include the number; 超过、过半数 do not.
    """

    num: int
    den: int
    strict: bool = False

    @property
    def fraction(self):
        return Fraction(self.num, self.den)

    def is_met(self, part, whole):
        """Whether `part` of `whole` (counts or areas, never floats) satisfies it; nothing of nothing does not."""
        if not whole:
            return False
        mark = Fraction(whole) * self.fraction
        return Fraction(part) > mark if self.strict else Fraction(part) >= mark

    def needed(self, whole, step=1):
        """The smallest multiple of `step` that satisfies it: how many heads, or square metres for step CENT."""
        steps, rest = divmod(Fraction(whole) * self.fraction, Fraction(step))
        return step * (steps + bool(rest or self.strict))

    def missing(self, part, whole, step=1):
        """How much `part` still lacks; 0 when satisfied."""
        return max(self.needed(whole, step) - part, 0 * step)

    @property
    def is_whole(self):
        """Whether nothing less than the whole will do."""
        return self.num == self.den and not self.strict

    @property
    def sign(self):
        return f"{'>' if self.strict else '≥'} {self.num}/{self.den}"

    def __str__(self):
        if self.is_whole:
            return "全部"
        if (self.num, self.den) == (1, 2):
            words = "半数"
        elif self.den < len(DIGITS):
            words = f"{DIGITS[self.den]}分之{DIGITS[self.num]}"
        else:
            words = f" {self.num}/{self.den}"
        return f"{'超过' if self.strict else '不低于'}{words}"


@dataclass(frozen=True)
class Threshold:
    """The rule of one kind of meeting on one day.

    quorum  -- share of those entitled who must take part
    passing -- share of `base` ("present": those taking part, "all": those entitled) who must agree
    counts  -- what is counted, each on its own: ("heads",) or ("heads", "area")
    notice_days, notice_unit, notice_basis -- how long before the meeting it must be announced, and by which text
    proxies -- how many others one person may represent; None: the rule does not limit it, 0: none
    publish_days, publish_unit, publish_basis -- how long its decision must be public, and by which text
    """

    body: str
    label: str
    quorum: Share
    passing: Share
    base: str
    counts: tuple
    notice_days: int
    notice_unit: str
    proxies: int | None
    basis: str
    note: str = ""
    notice_basis: str = ""
    publish_days: int = 0
    publish_unit: str = "d"
    publish_basis: str = ""

    @property
    def is_unanimous(self):
        """Whether all those entitled must agree: then no quorum is asked, for whoever stays away has not agreed."""
        return self.base == "all" and self.passing.is_whole

    def is_quorate(self, present, entitled):
        """present, entitled -- {"heads": int, "area": Decimal}; every count must reach the quorum, if there is one."""
        return self.is_unanimous or all(self.quorum.is_met(present[count], entitled[count]) for count in self.counts)

    def is_passed(self, yes, present, entitled):
        """Whether the yes votes carry a motion: quorate, and enough by every count."""
        whole = entitled if self.base == "all" else present
        return self.is_quorate(present, entitled) and all(
            self.passing.is_met(yes[count], whole[count]) for count in self.counts
        )
