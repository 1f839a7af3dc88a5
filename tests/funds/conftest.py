"""A running fund for the tests of this app."""

import pytest

from tests.factories.funds import make_fund_case


@pytest.fixture
def case(db):
    return make_fund_case()


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
