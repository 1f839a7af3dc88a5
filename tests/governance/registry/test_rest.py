"""What stands below a compound's register: it comes on its own, and is all there where the page is whole."""

import pytest

from bench.pages import AT_ONCE, IN_SIGHT, Loads
from tests.clients import flat
from tests.factories.base import user_with

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BELOW = ("维护", "新增楼栋", "登记组织", "填报“1+6”")


def test_the_rest_comes_when_it_is_scrolled_to(furnished, client, secretary):
    url = furnished.compound.get_absolute_url()
    page = client.get(url).content.decode()
    assert not any(words in page for words in BELOW)
    assert Loads(page).found == [(f"{url}tree/", AT_ONCE), ("?part=below", {"revealed"})]
    assert {"revealed"} <= IN_SIGHT
    part = client.get(f"{url}?part=below", headers=HTMX).content.decode()
    assert "<html" not in part
    assert all(words in part for words in BELOW)
    assert flat(part).strip() in flat(client.get(f"{url}?all=1").content.decode())


def test_without_a_script_the_link_leads_to_the_whole(furnished, client, secretary):
    url = furnished.compound.get_absolute_url()
    assert 'href="?all=1"' in client.get(url).content.decode()
    for address in (f"{url}?all=1", f"{url}?all=members&tab=committee", f"{url}?part=below"):
        whole = client.get(address).content.decode()
        assert all(words in whole for words in BELOW)
        assert "?part=below" not in whole


def test_shorter_pages_are_whole(furnished, client, secretary):
    for area in (furnished.community, furnished.building):
        page = client.get(area.get_absolute_url()).content.decode()
        assert "维护" in page
        assert "?part=below" not in page


def test_who_does_not_see_the_place_sees_no_part_of_it(furnished, client):
    client.force_login(user_with("community_secretary", furnished.other_community))
    for headers in ({}, HTMX):
        for part in ("?part=below", "tree/"):
            answer = client.get(f"{furnished.compound.get_absolute_url()}{part}", headers=headers)
            assert answer.status_code == 404


def test_a_part_shows_the_buttons_of_whoever_asks(furnished, client, secretary):
    url = f"{furnished.compound.get_absolute_url()}?part=below"
    assert "新增楼栋" in client.get(url, headers=HTMX).content.decode()
    client.force_login(user_with("auditor", furnished.district))
    seen = client.get(url, headers=HTMX)
    assert "新增楼栋" not in seen.content.decode()
    assert seen.status_code in (200, 404)
