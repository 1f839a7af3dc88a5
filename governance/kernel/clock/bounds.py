"""The statutory bound of a rule: which values a version of it may have.

A version may be stricter than the law, never laxer; what would count another
way (working days for natural days, "at least" for "more than") is laxer too.
The database says the same of the value (trigger `rule_within_its_bound`).
"""

from fractions import Fraction

from governance.kernel.models.rules import BoundSide, Comparison, Nature, Rule, Unit
from governance.kernel.steps.errors import Refused


def refuse_beyond(new, law):
    """Refuse a version that the law does not allow, naming the article.

    new -- the version that would be; law -- the version it follows, whose bound, unit and basis stand
    Refused: `beyond_the_law`.
    """
    if law.is_period and new.moves != law.moves and (law.bound or law.nature != Nature.CUSTOM):
        raise beyond(f"这一期间的末日{law.get_moves_display()}，不能改为{new.get_moves_display()}", law, "moves")
    if not law.bound:
        return
    if new.unit != law.unit:
        sentence = f"法定期间按{law.get_unit_display()}计算，不能改按{new.get_unit_display()}计算"
        raise beyond(sentence, law, "unit")
    if not is_within(new):
        field = "comparison" if new.value == law.value and new.comparison != law.comparison else "value"
        raise beyond(f"法律规定{law.bound_text}，本次填写的是{new.value_text}", law, field)


def beyond(sentence, law, field):
    return Refused(f"{sentence}（依据：{article(law)}）", "beyond_the_law", field=field)


def article(law):
    """The text that binds: the basis of the first version of this rule with this bound.

    A later version may rest on a decision of the district; the bound is the law's still.
    """
    same = Rule.objects.standing().filter(code=law.code, bound=law.bound, proposed_by=None)
    return same.order_by("-valid_from").values_list("basis", flat=True).first() or law.basis


def is_within(rule):
    """Whether the value keeps to its bound; a rule without one always does."""
    if not rule.bound:
        return True
    mine, law = measures(rule)
    if rule.bound_side == BoundSide.EXACT:
        return mine == law
    return mine >= law if rule.bound_side == BoundSide.LEAST else mine <= law


def measures(rule):
    """(value, bound) as things that compare: shares with their strictness, periods by their length."""
    if rule.unit == Unit.SHARE:
        sign, share = rule.bound.split(" ")
        return (
            (Fraction(rule.value), rule.comparison == Comparison.MORE_THAN),
            (Fraction(share), sign == Comparison.MORE_THAN),
        )
    if rule.unit == Unit.TEXT:
        return rule.value, rule.bound
    return abs(Fraction(rule.value)), abs(Fraction(rule.bound))
