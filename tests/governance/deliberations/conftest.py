"""A district with its rules, and the secretary who calls deliberations."""

import pytest

from governance.kernel.clock import rules
from tests.factories.base import make_district, user_with


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)
