"""What a signed-in person sees is kept by no browser; what everybody may see is."""

import pytest
from django.test import Client

from governance.people.actions import access
from tests.factories.base import make_district, user_with

PRIVATE = (
    "/",
    "/account/",
    "/governance/people/",
    "/governance/appointments/new/",
    "/nowhere/",
    "/api/v1/governance/areas/",
    "/governance/roster/template/",
)


@pytest.fixture
def user(db):
    return user_with("street_admin", make_district().street)


@pytest.mark.parametrize("address", PRIVATE)
def test_pages_answers_and_downloads_of_signed_in_people_are_not_stored(user, address):
    client = Client()
    client.force_login(user)
    assert "no-store" in client.get(address)["Cache-Control"]
    assert "no-store" in client.get(address, headers={"HX-Request": "true"})["Cache-Control"]


def test_answers_to_a_key_are_not_stored(user):
    _, key = access.make_key(user, actor=user, name="取数")
    answer = Client().get("/api/v1/governance/areas/", headers={"Authorization": f"Token {key}"})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)


def test_what_everybody_may_see_may_be_stored(db):
    assert "no-store" not in Client().get("/healthz").get("Cache-Control", "")
