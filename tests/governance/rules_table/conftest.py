"""A district whose office proposes rules and whose second officer and leader confirm them."""

from datetime import date

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.rules import Rule
from governance.rules_table.actions import confirm, revise
from tests.factories.base import make_district, user_with

BEGAN, TODAY, NEXT = date(2020, 1, 1), date(2026, 11, 20), date(2027, 1, 1)


@pytest.fixture
def place(db):
    place = make_district()
    rules.load_rules()
    place.office = user_with("district_office", place.district, "office")
    place.office2 = user_with("district_office", place.district, "office2")
    place.leader = user_with("district_leader", place.district)
    place.secretary = user_with("community_secretary", place.community)
    with clock.travel(TODAY):  # the next version has not begun
        yield place


def rule(code):
    """The version without an end that stands."""
    return Rule.objects.standing().get(code=code, valid_to=None)


def proposal(code):
    return Rule.objects.proposed().get(code=code)


def given(**changes):
    return {"valid_from": NEXT, "value": "5", "basis": "《荷塘区基层治理若干规定》第四条", "note": "", **changes}


def published(place, code, **changes):
    """A version proposed by one and confirmed by another."""
    revise(rule(code), actor=place.office, **given(**changes))
    return confirm(proposal(code), actor=place.office2)
