"""How many members a fund's committee has."""

from governance.kernel.clock import rules

from .grounds import GROUNDS


def need_sound_size(number, on=None, field="members"):
    """Refuse a committee of too few or of an even number of members, by the rule of a day.

    Raises Refused "committee_too_small" | "committee_even".
    Source: 湖南省社区慈善基金设立运行指引（试行）.
    """
    rule = rules.get("fund_committee_min", on)
    least = int(rule.value)
    if number < least:
        words = f"管委会现有 {number} 人，至少须 {least} 人，请补充"
        raise GROUNDS.refused(words, "committee_too_small", by=rule.basis, field=field)
    if number % 2 == 0:
        words = f"管委会现有 {number} 人，须为单数，请增减 1 人"
        raise GROUNDS.refused(words, "committee_even", by=rule.basis, field=field)
