"""The town in which the journeys happen."""

import pytest

from governance.kernel.clock import clock
from tests.factories.town import make_town
from tests.journeys.desk import MONDAY


@pytest.fixture
def town(db):
    with clock.travel(MONDAY):
        return make_town()
