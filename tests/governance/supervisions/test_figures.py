"""What was open and what was late on a day, also on a day that is over."""

from datetime import date
from decimal import Decimal

from governance.kernel.clock import clock, reminders
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.deadlines import Deadline
from tests.factories.base import appoint
from tests.factories.supervisions import TODAY, begin


def rate(place, **more):
    found = METRICS["overdue_rate"].figure(Period(place.district, **more))
    return found.value, found.numerator, found.denominator


def test_a_past_day_counts_what_was_open_and_late_then(place):
    assert rate(place) == (Decimal("100.00"), 1, 1)
    with clock.travel(date(2026, 11, 18)):
        begin(appoint("group_leader", place.compound), day=date(2026, 11, 17))
    reminders.close(place.row)  # today
    assert rate(place) == (Decimal("100.00"), 1, 1)
    assert rate(place, as_of=date(2026, 11, 17)) == (Decimal("50.00"), 1, 2)
    assert rate(place, as_of=date(2026, 11, 10)) == (Decimal("0.00"), 0, 1)
    assert rate(place, as_of=date(2026, 11, 8)) == (None, 0, 0)
    with clock.travel(date(2026, 12, 1)):
        assert rate(place, as_of=TODAY) == (Decimal("100.00"), 1, 1)


def test_what_is_counted_back_from_a_day_ahead_is_late_from_its_own_day_on(place):
    """An election is due 90 days before the end of the term: the row begins on that end, after its own day."""
    Deadline.objects.filter(pk=place.late.pk).update(opened_on=date(2026, 12, 31), due_on=date(2026, 10, 2))
    assert rate(place, as_of=date(2026, 10, 31)) == (Decimal("100.00"), 1, 1)
    assert rate(place, as_of=date(2026, 10, 2)) == (Decimal("0.00"), 0, 1)
    assert rate(place, as_of=date(2026, 10, 1)) == (None, 0, 0)
    assert rate(place)[1:] == (1, 1)


def test_what_is_stopped_later_was_late_before(place):
    Deadline.objects.filter(pk=place.late.pk).update(due_on=date(2026, 11, 11), stopped_on=date(2026, 11, 16))
    assert rate(place, as_of=date(2026, 11, 15))[1:] == (1, 1)
    assert rate(place, as_of=date(2026, 11, 16))[1:] == (0, 1)
    assert rate(place)[1:] == (0, 1)
