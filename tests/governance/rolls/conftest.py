"""A district with its rules, who prepares rolls and who files them."""

from types import SimpleNamespace

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Attachment, Roll, RollMember, RollOwner, RollUnit
from tests.factories.base import make_district, user_with
from tests.factories.rolls import FILED


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community, name="陈芳")


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street, name="刘敏")


@pytest.fixture
def on_the_day():
    """The test runs on the day on which the factories file."""
    with clock.travel(FILED):
        yield FILED


def everything():
    """What a refused step must leave as it was."""
    rolls = list(Roll.objects.order_by("pk").values())
    counts = [model.objects.count() for model in (RollUnit, RollOwner, RollMember, Attachment, Event)]
    return rolls, counts, list(RollUnit.objects.order_by("pk").values("code", "head"))


@pytest.fixture
def refused():
    """refused(code, do) -> the refusal; the step wrote nothing."""

    def check(code, do):
        before = everything()
        with pytest.raises(BusinessError) as refusal:
            do()
        assert refusal.value.code == code, refusal.value.message
        assert everything() == before
        found = refusal.value
        return SimpleNamespace(message=found.message, errors=found.errors, status=found.status)

    return check
