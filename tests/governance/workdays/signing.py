"""What the tests of the calendar share: changes entered by one member of the office and confirmed by another."""

import pytest

from governance.kernel.models.events import Event
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import BusinessError
from governance.workdays import actions as workdays
from governance.workdays.models import CalendarChange
from tests.factories.base import user_with


def enter_day(place, day, *, actor=None, **data):
    return workdays.set_day(CalendarChange(), actor=actor or place.office, date=day, **data)


def enter_year(place, year, periods, note, *, actor=None):
    return workdays.plan_year(
        CalendarChange(), actor=actor or place.office, year=year, periods=periods, note=note
    )  # fmt: skip


def second(place):
    """Another member of the office, made once."""
    if not hasattr(place, "office2"):
        place.office2 = user_with("district_office", place.district, "office2")
    return place.office2


def signed(place, change):
    """The change, confirmed by the other member."""
    return workdays.confirm(change, actor=second(place))


def set_day(place, day, **data):
    return signed(place, enter_day(place, day, **data))


def set_year(place, year, periods, note):
    return signed(place, enter_year(place, year, periods, note))


def written():
    tables = (WorkDay.objects.order_by("date"), CalendarChange.objects.order_by("id"))
    return [list(rows.values()) for rows in tables], Event.objects.count()


def refused(code, call, *args, **data):
    """The call is refused with this code and writes nothing; returns the refusal."""
    before = written()
    with pytest.raises(BusinessError) as refusal:
        call(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert written() == before
    return refusal.value
