"""What is wrong with a step is said in one answer, each at its field, and nothing is written."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import Refused
from governance.models import Objection
from governance.rolls.actions import rolls
from governance.rules_table import actions as rules_table
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.rolls import FILED, cells, ordinary_flats, prepared, with_rows

pytestmark = pytest.mark.django_db


def fields_of(act):
    with pytest.raises(Refused) as refusal:
        act()
    return set(refusal.value.errors)


def test_a_version_of_a_rule(place):
    office = user_with("district_office", place.district)
    rule = Rule.objects.get(code="owners_vote_notice", valid_to=None)
    before = Rule.objects.count()
    given = {"valid_from": clock.today() - timedelta(1), "value": "3", "basis": "区里定的", "note": ""}
    found = fields_of(lambda: rules_table.revise(rule, actor=office, **given))
    assert found >= {"valid_from", "value"} or found >= {"basis", "papers", "note", "value"}
    assert Rule.objects.count() == before


def test_the_filing_of_a_roll(place):
    street = user_with("street_admin", place.street)
    draft = with_rows(prepared(place.compound, "owners"), [cells(unit) for unit in ordinary_flats(5)])
    roll = rolls.submit(draft, actor=draft.created_by)
    with clock.travel(FILED):
        found = fields_of(lambda: rolls.file(roll, actor=street, filed_on=FILED + timedelta(1)))
    assert found >= {"filed_on", "papers"}
    roll.refresh_from_db()
    assert roll.filed_on is None


def test_an_objection_taken_back(place, secretary):
    row = made.publicised(secretary, place.compound, body="council", matter="money")
    with clock.travel(row.publicised_on + timedelta(1)):
        objections.challenge(row, actor=secretary, raised_by="刘丽", text="计票有误，请重新核对")
        objection = Objection.objects.get()
        day = objection.raised_on - timedelta(1)
        given = {"objection": objection, "papers": (), "note": "本人撤回", "answered_on": day}
        found = fields_of(lambda: objections.retract(row, actor=secretary, **given))
    assert found == {"papers", "answered_on"}
    objection.refresh_from_db()
    assert (objection.answer, objection.answered_on) == ("", None)
