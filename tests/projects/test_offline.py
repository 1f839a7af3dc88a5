"""What a device gets for work without a network: a page without persons, the keys of its own account, repeats."""

import base64
import json
import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from django.test import Client
from lxml import html

from governance.kernel.clock import clock
from governance.kernel.models.pages import Draft
from governance.kernel.pages.device import KEEPER
from governance.kernel.upkeep import devices
from governance.models import Person, User
from governance.people.actions import access
from projects.models import Visit
from tests.factories.base import user_with
from tests.factories.visits import make_visit, post_of

pytestmark = pytest.mark.django_db


def visit_of(user, **more):
    """A form as a device sends it."""
    today = clock.today().isoformat()
    form = {"post": post_of(user).pk, "household_count": 2, "kind": "daily", "summary": "路灯坏了", "visited_on": today}
    return {**form, "_submission": "7c9f", **more}


def sent(client, user, data, **headers):
    address = "/projects/visits/new/?kept=1"
    return client.post(address, data, headers={KEEPER: devices.account_name(user.pk), **headers})


# ------------------------------------------------------------ the page that a device keeps
def test_the_page_of_a_device_names_nobody(place, client):
    make_visit(place.branch)
    deputy = user_with("neighbour_head", place.building, name="欧阳素素")
    for user in (place.secretary, place.branch, deputy):
        client.force_login(user)
        answer = client.get("/offline/")
        text = answer.content.decode()
        named = [word for row in Person.objects.all() for word in (row.name, row.phone) if word and word in text]
        assert not named
        assert 'name="csrfmiddlewaretoken"' not in text
        assert user.username not in text
        names = [form.get("id") for form in html.fromstring(text).forms]
        assert names == ["visit-record", "visit-miss", "demand-register"]


def test_messages_wait_for_a_page_that_is_read(place, client):
    client.force_login(place.branch)
    client.post("/projects/visits/new/", visit_of(place.branch))
    assert "已记录走访" not in client.get("/offline/").content.decode()
    assert list(client.get("/projects/visits/").context["messages"])


def test_nobody_signed_in_gets_no_form(place, client):
    text = client.get("/offline/").content.decode()
    assert "data-offline=" not in text
    assert "本机没有登录的账号" in text


def test_the_worker_stands_at_the_root_and_the_manifest_names_its_icons(client):
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert told["start_url"] == told["scope"] == "/"


# ------------------------------------------------------------ keys
def test_each_account_gets_its_own_key_and_nothing_keeps_the_answer(place, client):
    assert client.get("/account/device/").status_code == 302
    seen = {}
    for user in (place.secretary, place.branch):
        client.force_login(user)
        answer = client.get("/account/device/")
        assert "no-store" in answer["Cache-Control"]
        found = answer.json()
        seen[found["account"]] = found["keys"]
        assert devices.public_key(user) in found["keys"]
        for public, private in found["keys"].items():
            made = load_der_private_key(base64.b64decode(private), None).public_key()
            point = made.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            assert base64.b64encode(point).decode() == public
    one, other = seen.values()
    assert len(seen) == 2
    assert not set(one) & set(other)


def test_while_a_secret_is_turned_the_older_key_still_opens(place, settings):
    before = devices.public_key(place.branch)
    name = devices.account_name(place.branch.pk)
    settings.FIELD_KEY = "a-new-secret-of-more-than-thirty-two-characters"
    assert devices.public_key(place.branch) != before
    assert before in devices.private_keys(place.branch)
    assert devices.account_name(place.branch.pk) == name


@pytest.mark.parametrize("end", ["all access", "everywhere"])
def test_the_key_of_before_opens_nothing_that_is_sealed_after_the_end_of_all_access(place, client, end):
    """Whoever got the private key once has it for what was sealed then, which is sealed anew when its owner is back."""
    user = place.branch
    client.force_login(user)
    before = client.get("/account/device/").json()
    if end == "everywhere":
        access.sign_out_everywhere(user, actor=user)
    else:
        access.end_all_access(user)
        user.save()
    assert client.get("/account/device/").status_code == 302
    user = User.objects.get(pk=user.pk)
    client.force_login(user)
    after = client.get("/account/device/").json()
    assert after["seal"] == devices.public_key(user)
    assert after["seal"] not in before["keys"]
    assert before["seal"] in after["keys"]  # what waits is not lost
    page = client.get("/offline/").content.decode()
    assert f'data-seal="{after["seal"]}"' in page
    assert before["seal"] not in page


def test_what_a_version_before_sealed_still_opens(place):
    old = devices.public_half(devices.secrets()[0], str(place.branch.pk))
    assert old in devices.private_keys(place.branch)


# ------------------------------------------------------------ what a device sends
def test_thirty_visits_sent_twice_are_thirty(place, client):
    client.force_login(place.branch)
    forms = [visit_of(place.branch, summary=f"第 {n} 户无异常", _submission=f"key-{n}") for n in range(30)]
    first = [sent(client, place.branch, data).json() for data in forms]
    again = [sent(client, place.branch, data).json() for data in forms]
    assert first == again
    assert len({row["number"] for row in first}) == Visit.objects.count() == 30
    assert not list(client.get("/projects/visits/").context["messages"])


def test_a_refused_one_says_why_and_writes_nothing(place, client):
    client.force_login(place.branch)
    answer = sent(client, place.branch, {"_submission": "1", "household_count": "0"})
    assert answer.status_code == 422
    assert any("走访情况" in words for words in answer.json()["refused"])
    assert not Visit.objects.exists()
    assert not Draft.objects.exists()


def test_a_session_of_another_account_takes_nothing(place, client):
    client.force_login(place.secretary)
    answer = sent(client, place.branch, visit_of(place.branch))
    assert (answer.status_code, answer["X-Refused"]) == (403, "token")
    assert not Visit.objects.exists()
    assert not Draft.objects.exists()


def test_an_ended_session_or_an_old_token_leaves_it_on_the_device(place):
    client = Client(enforce_csrf_checks=True)
    assert sent(client, place.branch, visit_of(place.branch)).status_code in (302, 403)
    client.force_login(place.branch)
    answer = sent(client, place.branch, visit_of(place.branch), **{"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer["X-Refused"]) == (403, "token")
    assert not Visit.objects.exists()
    assert not Draft.objects.exists()


def test_a_draft_of_the_same_form_is_not_touched(place, client):
    client.force_login(place.branch)
    client.post("/projects/visits/new/", {"summary": "写了一半", "_draft": "1"})
    assert sent(client, place.branch, visit_of(place.branch)).status_code == 200
    assert Draft.objects.get().path == "/projects/visits/new/"


def test_only_forms_that_say_so_may_be_kept(place, client):
    client.force_login(place.branch)
    page = client.get("/projects/visits/new/").content.decode()
    assert re.search(r'data-offline="[0-9a-f]{16}"', page)
    visit = make_visit(place.branch)
    assert "data-offline=" not in client.get(visit.url("correct")).content.decode()
