"""Which days a roll may name: none that is older, further ahead or longer than the district's settings let pass."""

from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import bracketed
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused

OLDEST_TERM, LONGEST_TERM = 60, 10  # years: how long ago a member's term may have begun, how far ahead it may end


def check_as_of(roll):
    """The rows are true of a day not after today and not too long ago.  Refuses date_in_future, rows_too_old."""
    refuse_future(roll.as_of, "as_of")
    rule = rules.get("roll_as_of_months")
    oldest = clock.add_months(clock.today(), -rules.typed(rule))
    if roll.as_of < oldest:
        raise Refused(
            f"统计截止日不能早于{clock.zh_date(oldest)}{bracketed(f'{rule.value} 个月内，{rule.basis}')}，"
            "请按近期情况重新统计",
            "rows_too_old",
            field="as_of",
        )


def check_start(roll):
    """A roll is in force from its filing or from a day soon after.  Refuses valid_before_filing, starts_too_late."""
    if roll.valid_from < roll.filed_on:
        raise Refused("名册自备案之日起使用，启用日期不能早于备案日期", "valid_before_filing", field="valid_from")
    rule = rules.get("roll_starts_within")
    latest = clock.today() + timedelta(rules.typed(rule))
    if roll.valid_from > latest:
        raise Refused(
            f"启用日期不能晚于{clock.zh_date(latest)}{bracketed(f'{rule.value} 日内，{rule.basis}')}，请到时再备案",
            "starts_too_late",
            field="valid_from",
        )


def term_fault(starts_on, ends_on):
    """(column, sentence) of what is wrong with a member's term; None where it is plausible."""
    today = clock.today()
    first, last = clock.add_months(today, -12 * OLDEST_TERM), clock.add_months(today, 12 * LONGEST_TERM)
    for column, word, day in (("starts_on", "任职起日", starts_on), ("ends_on", "任职止日", ends_on)):
        if day and not first <= day <= last:
            return column, f"{word}须在{clock.zh_date(first)}至{clock.zh_date(last)}之间，请核对年份"
    if starts_on and ends_on and ends_on < starts_on:
        return "ends_on", "任职止日不能早于起日"
    return None
