"""Every address for a stranger: deny unless allowed, what one may not see is not there."""

import re

import pytest
from django.urls import get_resolver

from tests.factories.base import make_district, user_with
from tests.worlds import remembered

OPEN = {
    "login/",
    "logout/",
    "healthz",
    "readyz",
    "metrics",
    "account/token/",  # says to whom the session belongs: to nobody
    "api/v1/token/",
    "offline/",  # without forms; see projects/test_offline
    "sw.js",
    "manifest.webmanifest",
}
OWN = {
    "",
    "inbox/",
    "search/",
    "login/code/",
    "account/",
    "account/address/",
    "account/device/",
    "account/keys/new/",
    "account/password/",
    "account/signout-all/",
    "account/calendar/",
    "account/code/",
    "account/end-factor/",
    "account/recovery-codes/",
    "account/second-factor/",
    "jobs/",
}
DOCUMENTS = {"api/v1/schema/", "api/v1/docs/"}  # the description of the API names no data


def addresses(patterns=None, prefix=""):
    """Every address of the portal with numbers that do not exist in place of its parameters."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield filled(route)


def filled(route):
    route = re.sub(r"\(\?P<pk>[^)]*\)|<int:\w+>", "999999999", route)
    route = re.sub(r"\(\?P<step>[^)]*\)|<slug:step>|<slug:\w+>|<str:\w+>", "none", route)
    route = re.sub(r"\(\?P<format>[^)]*\)\??", "json", route)
    return re.sub(r"[\^$?\\]", "", route).replace("/./", "/")


ADDRESSES = sorted({one for one in addresses() if not one.startswith(("static/", "public/"))})


@remembered
def make_stranger():
    """Somebody without a post, in a small district."""
    return user_with(None, make_district().community)


def test_there_are_addresses():
    assert len(ADDRESSES) > 60


@pytest.mark.django_db
@pytest.mark.parametrize("address", [one for one in ADDRESSES if one not in OPEN | DOCUMENTS])
def test_anonymous_gets_nothing(client, address):
    answer = client.get(f"/{address}")
    if address.startswith("api/"):
        assert answer.status_code in (401, 405), address
    else:
        assert answer.status_code in (302, 404, 405), address
        if answer.status_code == 302:
            assert answer.url.startswith("/login/"), address


@pytest.mark.django_db
@pytest.mark.parametrize("address", [one for one in ADDRESSES if one not in OPEN | OWN | DOCUMENTS])
def test_somebody_without_a_post_sees_no_row(client, address):
    client.force_login(make_stranger())
    answer = client.get(f"/{address}")
    assert answer.status_code in (200, 403, 404, 405), f"{address}: {answer.status_code}"
    if answer.status_code == 200:
        assert address.startswith("api/v1/"), f"{address} opens for somebody without a post"
        body = answer.json()
        assert body == [] or body.get("results") == [], f"{address} shows rows to somebody without a post"


@pytest.mark.django_db
def test_the_documents_of_the_api_need_a_login(client):
    for address in DOCUMENTS:
        assert client.get(f"/{address}").status_code in (401, 403, 302)
