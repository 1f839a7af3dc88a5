"""The path of places above a page: all are named, those that the reader may open are links."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.pages.crumbs import crumbs
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_district()


def links_of(client, address):
    """{name: address or None} of the path on a page."""
    page = client.get(address)
    assert page.status_code == 200
    path = re.search(r'<ol class="ht-scope">.*?</ol>', page.content.decode(), re.S)[0]
    items = re.findall(r"<li>(.*?)</li>", path, re.S)
    found = [(re.sub(r"<[^>]+>", "", item).strip(), re.search(r'href="([^"]+)"', item)) for item in items]
    return {name: link and link[1] for name, link in found}


@pytest.mark.parametrize(
    ("role", "where", "opened"),
    [
        ("community_secretary", "community", 1),
        ("branch_secretary", "compound", 0),
        ("street_admin", "street", 2),
        ("district_office", "district", 3),
    ],
)
def test_only_places_that_the_reader_may_open_are_links(client, place, role, where, opened):
    secretary = user_with("community_secretary", place.community)
    row = made.counted(secretary, place.compound)
    client.force_login(user_with(role, getattr(place, where)))
    for address in (row.get_absolute_url(), place.compound.get_absolute_url()):
        links = links_of(client, address)
        assert list(links) == [area.name for area in (place.district, place.street, place.community, place.compound)]
        there = [link for link in links.values() if link]
        assert len(there) == opened
        assert [client.get(link).status_code for link in there] == [200] * opened


def test_the_path_costs_one_query(place):
    user = user_with("community_secretary", place.community)
    assert user.scope("governance.view")
    with CaptureQueriesContext(connection) as asked:
        crumbs(place.compound, user)
    assert len(asked) == 1
