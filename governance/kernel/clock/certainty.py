"""Which due days are provisional: their count rests on a year whose work calendar nobody has announced or confirmed.

Every page, list, paper, notice, feed and API that shows a due day asks here,
and marks the day as `formats.provisional` does.  Nothing is read from the
database: rules and calendar are in memory.
Source: domain.md §0 (work calendar).
"""

from governance.kernel.models.rules import Moves, Unit

from . import clock, rules


def is_provisional(code, start, due_on):
    """Whether the last day of a period may still change with the calendar.

    code  -- of the rule that set the day, in its version of `start`
    start -- the day from which it counts

    A period in working days is provisional when any day it counts is; one in
    natural days, months or years when its last day is, unless that day never
    moves.  A day that no rule counted (agreed, elected, planned) is certain.
    """
    if start is None or due_on is None:
        return False
    rule = rules.find(code, start)
    if rule is None or not rests_on_calendar(rule):
        return False
    if rule.unit == Unit.WORKDAYS:
        first, last = sorted((start.year, due_on.year))
        return any(clock.is_open_year(year) for year in range(first, last + 1))
    return clock.is_open_year(due_on.year)


def rests_on_calendar(rule):
    """Whether work days decide the last day of a rule's period: counted in them, or moved on to one of them."""
    if not rule.is_period:
        return False
    return rule.unit == Unit.WORKDAYS or (rule.moves != Moves.NONE and int(rule.value) > 0)
