"""What happened at a meeting is entered within the working days that the rule of late facts leaves."""

from datetime import date, timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import Rule
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 3, 14)


def waiting(row):
    return Deadline.objects.open().get(object_type="governance.deliberation", object_id=row.pk)


@pytest.mark.parametrize(
    ("held_on", "due"),
    [
        (SATURDAY, date(2026, 3, 17)),
        (date(2026, 3, 10), date(2026, 3, 12)),
        (date(2026, 3, 13), date(2026, 3, 17)),
        (date(2026, 4, 30), date(2026, 5, 7)),  # 05-01 to 05-05 are off
    ],
)
def test_the_record_is_due_two_working_days_later(place, secretary, held_on, due):
    row = made.called(secretary, place.compound, held_on=held_on)
    assert (waiting(row).task, waiting(row).due_on) == ("开会后登记结果", due)


def test_nobody_is_late_on_the_weekend_of_the_meeting(client, place, secretary):
    row = made.called(secretary, place.compound, held_on=SATURDAY)
    for late, days in ((0, 1), (0, 3), (1, 4)):
        with clock.travel(SATURDAY + timedelta(days)):
            client.logout()  # days went by
            client.force_login(secretary)
            assert client.get("/").context["figures"]["over"] == late
            assert ("逾期" in client.get(row.get_absolute_url()).content.decode()) is bool(late)


def test_the_rule_of_the_table_decides(place, secretary):
    made.called(secretary, place.compound)  # loads the rules
    Rule.objects.filter(code="backdated_workdays").update(value="4")
    forget()
    row = made.called(secretary, place.compound, held_on=SATURDAY)
    assert waiting(row).due_on == date(2026, 3, 19)


def test_another_day_of_the_meeting_is_another_day_of_the_record(place, secretary):
    row = made.called(secretary, place.compound, held_on=SATURDAY)
    with clock.travel(made.NOTICE + timedelta(2)):
        given = {"held_on": SATURDAY + timedelta(7), "notice_on": clock.today(), "notice_photos": [photo()]}
        acts.edit(Deliberation.objects.get(pk=row.pk), actor=secretary, **given)
    assert waiting(row).due_on == date(2026, 3, 24)


def test_an_edit_that_keeps_the_day_keeps_the_deadline(place, secretary):
    row = made.called(secretary, place.compound, held_on=SATURDAY)
    before = waiting(row)
    with clock.travel(made.NOTICE + timedelta(2)):
        acts.edit(Deliberation.objects.get(pk=row.pk), actor=secretary, chair="李明", notice_photos=[photo()])
    assert waiting(row).pk == before.pk
