"""A community with something that is late, on one and the same day."""

import pytest

from governance.kernel.clock import clock
from tests.factories.supervisions import TODAY, furnish


@pytest.fixture
def place(db):
    with clock.travel(TODAY):
        yield furnish()
