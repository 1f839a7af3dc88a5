"""The table of a year leaves single days alone that two people corrected before it, and says so."""

from datetime import date

import pytest

from governance.kernel.clock.workdays import calendar
from governance.kernel.models.events import Event
from governance.workdays.actions import confirm

from .signing import enter_year, second, set_day, set_year
from .test_workdays import LOCAL, OFFICE, YEAR, whole

pytestmark = pytest.mark.django_db
STORM = date(YEAR, 3, 2)
SAID = "保留的单日更正"


def test_a_day_of_storm_outlives_the_table_of_its_year(place, client):
    set_day(place, STORM, is_workday=False, name="台风停工", note=LOCAL)
    change = enter_year(place, YEAR, whole(), OFFICE)
    client.force_login(second(place))
    page = client.get(change.get_absolute_url()).content.decode()
    assert SAID in page
    assert "台风停工" in page
    done = confirm(change, actor=second(place))
    day = calendar().day(STORM)
    assert (day.is_workday, day.name, day.is_provisional) == (False, "台风停工", False)
    assert SAID in done.step_message
    event = Event.objects.get(kind="governance.calendar_change.confirm", object_id=change.pk)
    assert [label for label, _ in event.data["facts"]].count(SAID) == 1


def test_another_correction_of_the_day_undoes_it(place):
    set_day(place, STORM, is_workday=False, name="台风停工", note=LOCAL)
    set_year(place, YEAR, whole(), OFFICE)
    set_day(place, STORM, is_workday=True, note=LOCAL)
    assert calendar().day(STORM).is_workday


def test_a_table_without_such_days_says_nothing_of_them(place):
    assert SAID not in set_year(place, YEAR, whole(), OFFICE).step_message
