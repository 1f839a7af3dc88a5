"""Within which limits a rule's value makes sense, whether or not a law binds it.

`governance/data/rule_limits.csv` names the limits of single rules, or of all
whose code fits a pattern (`notice_*`; the first line that fits holds); every
other rule has those of its unit.  The limits come with the portal's edition
and hold for the value's size: a period that counts back is measured by its length.
"""

import csv
from fnmatch import fnmatch
from fractions import Fraction
from functools import cache

from governance.kernel.models.rules import BoundSide, Unit
from governance.kernel.steps.errors import Refused

from . import clock, rules

TABLE = rules.DATA / "rule_limits.csv"
OF_UNIT = {
    Unit.DAYS: ("1", "180"),
    Unit.WORKDAYS: ("1", "30"),
    Unit.MONTHS: ("1", "60"),
    Unit.YEARS: ("1", "10"),
    Unit.MINUTES: ("5", "120"),
    Unit.YUAN: ("1", "1000000"),
    Unit.PERCENT: ("0", "100"),
    Unit.COUNT: ("0", "200"),
    Unit.SHARE: ("1/10", "1/1"),
}
LEAST, MOST = "_min", "_max"  # how the codes of two rules that belong together end


@cache
def table():
    with open(TABLE, encoding="utf-8", newline="") as lines:
        return [(line["code"], (line["least"], line["most"])) for line in csv.DictReader(lines)]


def limits(rule):
    """(least, most) as the value would be written, the law's bound for one of them; None where the law fixes it."""
    if rule.bound_side == BoundSide.EXACT:
        return None
    found = own_limits(rule)
    if found is None or not rule.bound or rule.unit == Unit.TEXT:
        return found
    law = rule.bound.split(" ")[-1].removeprefix("-")
    if rule.bound_side == BoundSide.MOST:
        return found[0], min(found[1], law, key=Fraction)
    return max(found[0], law, key=Fraction), found[1]


def own_limits(rule):
    """(least, most) of the table or the unit, whatever the law says; None for words."""
    named = next((found for pattern, found in table() if fnmatch(rule.code, pattern)), None)
    if named is not None:
        return named
    least, most = OF_UNIT.get(rule.unit, ("", ""))
    if rule.is_period and rule.value == "0":
        least = "0"
    return (least, most) if most else None


def limits_text(rule):
    """The limits as people read them: 1 天至 180 天, 1 个月 where only one value is left; "" without."""
    found = limits(rule)
    return "至".join(dict.fromkeys(words(rule, one) for one in found)) if found else ""


def words(rule, value):
    return value if rule.unit in (Unit.SHARE, Unit.TEXT) else rule.in_words(value)


def is_plausible(rule):
    """Whether the value lies within its limits."""
    found = own_limits(rule) if rule.bound_side != BoundSide.EXACT else None
    if found is None:
        return True
    if rule.unit == Unit.TEXT:
        return found[0] <= rule.value <= found[1]
    return Fraction(found[0]) <= abs(Fraction(rule.value)) <= Fraction(found[1])


def refuse_implausible(new):
    """Refuse a value beyond its limits, and a least number above the largest one of the same thing.

    Refused: `not_plausible`, `least_above_most`.
    """
    if not is_plausible(new):
        sentence = f"{new.label}一般为{limits_text(new)}，本次填写的是{new.value_text}，请核对"
        raise Refused(sentence, "not_plausible", field="value")
    for ending, other in ((LEAST, MOST), (MOST, LEAST)):
        if not new.code.endswith(ending):
            continue
        pair = rules.find(new.code.removesuffix(ending) + other, max(new.valid_from, clock.today()))
        if pair is None:
            continue
        least, most = (new, pair) if ending == LEAST else (pair, new)
        if Fraction(least.value) > Fraction(most.value):
            sentence = f"{least.label}（{least.value_text}）不能大于{most.label}（{most.value_text}）"
            raise Refused(sentence, "least_above_most", field="value")
