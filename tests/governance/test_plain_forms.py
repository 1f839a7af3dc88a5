"""Forms that are no step lose nothing either: their words come back after a refused token and after a session's end."""

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver
from lxml import html

from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job
from governance.kernel.models.pages import Draft, SavedView
from governance.kernel.pages import plain
from governance.kernel.pages.comebacks import mark_of
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.kernel.steps.submissions import MARK
from governance.people.ways_in import ApiKey
from governance.sign_in import forms as doors
from tests.factories.projects import make_demand
from tests.factories.town import make_town
from tests.walks import flat

OWN = {"Origin": "http://testserver"}
WORD = "yidian-jiu-Tong-2026"
STALE = {"csrfmiddlewaretoken": "x" * 64}
BUTTONS = {  # pages whose forms are buttons and boxes: nothing is typed
    "CalendarLink", "Differences", "DropDraft", "EndKey", "EndSession", "Inbox", "SignOutEverywhere",
}  # fmt: skip
SECRETS = {"FactorPage", "Password"}  # typed anew each time


@pytest.fixture
def town(db):
    town = make_town()
    town.demand = make_demand(town.branch, town.compound, town.category)
    return town


def forms_of(town):
    """{what it is: (address, what is typed)} of every kind of form that is no step and has words."""
    reveal = f"{town.branch.person.get_absolute_url()}reveal/"
    picked = {"bulk": "accept", "pick": str(town.demand.pk), "seen": f"{town.demand.pk}:{town.demand.version}"}
    return {
        "RevealPage": (reveal, {"reason": "电话核实情况"}),
        "NewKey": ("/account/keys/new/", {"name": "区数据平台", "days": "30", "may_write": "", "old_password": WORD}),
        "OwnAddress": ("/account/address/", {"email": "liumin@example.net", "old_password": WORD}),
        "ListPage": ("/projects/demands/?status=new", {"_view": "keep", "name": "我的待办"}),
        "bulk": ("/projects/demands/", {**picked, "note": "统一受理这一批"}),
        "SheetInFull": ("/governance/roster/full/", {"reason": "打印花名册送街道核对"}),
        "SheetImport": ("/governance/roster/", {"note": "三月份的花名册"}),
    }


def done():
    """What sending such a form leaves behind."""
    return ApiKey.objects.count(), SavedView.objects.count(), Job.objects.count(), Event.objects.count()


def browser(town):
    client = Client(enforce_csrf_checks=True)
    town.secretary.set_password(WORD)
    town.secretary.save()
    sign_in(client, town)
    return client


def sign_in(client, town, address="/login/"):
    form = fields_of(client.get(address), "data-login")
    answer = client.post(address, form | {"username": town.secretary.username, "password": WORD}, headers=OWN)
    assert answer.status_code == 302
    return answer


def fields_of(answer, mark):
    """{name: value} of the form with this mark."""
    (form,) = html.fromstring(answer.content.decode()).xpath(f"//form[@{mark}]")
    return dict(form.form_values())


def words_of(values):
    return [values[name] for name in values if name in ("reason", "name", "note") and not name.startswith("_")]


def send_again(client, answer, address):
    """Send the form that came back."""
    assert html.fromstring(answer.content.decode()).xpath("string(//form[@data-again]/@action)") == address
    return client.post(address, fields_of(answer, "data-again"), headers=OWN)


KINDS = ("RevealPage", "NewKey", "OwnAddress", "ListPage", "bulk", "SheetImport")


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_brings_the_words_back(town, kind):
    client = browser(town)
    address, values = forms_of(town)[kind]
    before = done()
    answer = client.post(address, values | STALE, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(word in page for word in words_of(values))
    assert WORD not in page
    assert done() == before
    assert send_again(client, answer, address).status_code in (200, 302, 422)


def test_what_came_back_is_done_when_it_is_sent(town):
    client = browser(town)
    address, values = forms_of(town)["ListPage"]
    send_again(client, client.post(address, values | STALE, headers=OWN), address)
    assert SavedView.objects.get().name == "我的待办"


@pytest.mark.parametrize("kind", KINDS)
def test_an_ended_session_keeps_the_words_for_their_author(town, kind):
    client = browser(town)
    address, values = forms_of(town)[kind]
    before = done()
    client.cookies.pop("sessionid")
    answer = client.post(address, values | STALE | {MARK: mark_of(town.secretary)}, headers=OWN)
    draft = Draft.objects.get()
    assert (draft.user, draft.path) == (town.secretary, address)
    assert answer.url == f"/login/?next=/drafts/{draft.pk}/"
    assert WORD not in draft.data
    assert done() == before
    sign_in(client, town, answer.url)
    shown = client.get(f"/drafts/{draft.pk}/")
    assert all(word in shown.content.decode() for word in words_of(values))
    assert done() == before, "it is never sent by itself"
    assert send_again(client, shown, address).status_code in (200, 302, 422)
    stranger = Client()
    stranger.force_login(town.stranger)
    assert stranger.get(f"/drafts/{draft.pk}/").status_code == 404


def test_scripts_are_led_to_what_was_kept(town):
    client = browser(town)
    address, values = forms_of(town)["bulk"]
    client.cookies.pop("sessionid")
    posted = values | STALE | {MARK: mark_of(town.secretary)}
    answer = client.post(address, posted, headers={**OWN, "X-Whole-Page": "1"})
    assert answer.headers["HX-Redirect"] == f"/login/?next=/drafts/{Draft.objects.get().pk}/"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}], ids=["unknown", "elsewhere"])
def test_words_of_another_site_are_neither_kept_nor_shown(town, headers):
    client = browser(town)
    address, values = forms_of(town)["RevealPage"]
    answer = client.post(address, values | STALE, headers=headers)
    assert answer.status_code == 403
    assert values["reason"] not in answer.content.decode()
    client.cookies.pop("sessionid")
    client.post(address, values | STALE | {MARK: mark_of(town.secretary)}, headers=headers)
    assert not Draft.objects.exists()


def test_every_page_that_takes_a_form_is_known():
    """A new page with a form of its own comes back by itself; here it is said which has words, which has none."""
    pages = {getattr(pattern.callback, "view_class", None) for pattern in flat(get_resolver().url_patterns)}
    plain_pages = {page for page in pages if page and issubclass(page, Page) and hasattr(page, "post")}
    plain_pages = {page for page in plain_pages if not issubclass(page, StepPage)}
    words = {"RevealPage", "SheetInFull", "NewKey", "OwnAddress", "ListPage", "SheetImport", "CalendarStep"}
    known = BUTTONS | SECRETS | words
    unknown = {page for page in plain_pages if not {base.__name__ for base in page.__mro__} & known}
    assert len(plain_pages) > 20
    assert not unknown, f"say in this test what people type there: {unknown}"


def test_no_password_and_no_code_is_ever_repeated():
    classes = [found for found in vars(doors).values() if isinstance(found, type) and issubclass(found, forms.BaseForm)]
    secret = {
        name
        for form in classes
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput) or "code" in name
    }
    assert len(secret) >= 4
    assert all(plain.SECRET.search(name) for name in secret), secret
