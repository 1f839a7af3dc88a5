"""When messages leave the house: in the working time of a working day, reminders once a day, urgent ones at once."""

from datetime import time

from . import clock, rules

FROM, TO = "reminder_hours_from", "reminder_hours_to"
USUAL = {FROM: "08:30", TO: "17:30"}  # while the table holds no rule: a step must not fail for want of an hour


def hours():
    """(from, to) of working time by the two rules; the usual ones where these leave no time between."""
    told = {code: rule.value if (rule := rules.find(code)) else usual for code, usual in USUAL.items()}
    if told[FROM] >= told[TO]:
        told = USUAL
    return time.fromisoformat(told[FROM]), time.fromisoformat(told[TO])


def is_open():
    """Whether it is working time now."""
    at = clock.local_moment(clock.now())
    begin, end = hours()
    return clock.is_workday(clock.today()) and begin <= at.time() < end


def is_last_hour():
    """Whether working time ends within an hour."""
    at, (_, end) = clock.local_moment(clock.now()), hours()
    return (at.hour + 1, at.minute) >= (end.hour, end.minute)
