"""A form comes back with its words, whatever happened to its token or session."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from lxml import html

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.pages import Draft
from governance.kernel.pages import comebacks
from governance.kernel.steps.submissions import MARK
from projects.models import Demand
from tests.clients import Person, form_of
from tests.factories.projects import make_demand
from tests.factories.town import make_town

OWN = {"Origin": "http://testserver"}
FOREIGN = pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://elsewhere.example"}], ids=["unknown", "elsewhere"]
)
NEW = "/projects/demands/new/"
WORD = "yidian-jiu-Tong-2026"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def page(town):
    """A browser of the secretary's whose tokens are checked as those of real ones are."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.secretary)
    return client


def typed(client, town, address=NEW, **values):
    """The form as it is filled in."""
    form = form_of(client.get(address).content.decode())
    filled = {"title": "楼道灯不亮", "content": "晚上看不清台阶", "place": "3 栋", "area": town.compound.code}
    return form | filled | {"category": town.category.code, "channel": "visit"} | values


def signed_in(town):
    """A browser in which the secretary signed in with the password."""
    town.secretary.set_password(WORD)
    town.secretary.save()
    client = Client()
    assert client.post("/login/", {"username": town.secretary.username, "password": WORD}).status_code == 302
    return client


def titles_of(answer):
    return html.fromstring(answer.content.decode()).xpath("//form[contains(@class,'ht-step')]//*[@name='title']/@value")


# ------------------------------------------------------------ a token of an earlier session
def test_a_token_of_an_earlier_session_brings_the_form_back(page, town):
    answer = page.post(NEW, typed(page, town) | {"csrfmiddlewaretoken": "x" * 64}, headers=OWN)
    assert answer.status_code == 409
    assert titles_of(answer) == ["楼道灯不亮"]
    assert "您在另一页重新登录过" in answer.content.decode()
    assert not Demand.objects.exists()


def test_the_form_that_came_back_can_be_sent(page, town):
    form = typed(page, town)
    back = page.post(NEW, form | {"csrfmiddlewaretoken": "x" * 64}, headers=OWN)
    again = form | {"csrfmiddlewaretoken": form_of(back.content.decode())["csrfmiddlewaretoken"]}
    answer = page.post(NEW, again, headers=OWN)
    assert answer.status_code == 302, html.fromstring(answer.content.decode()).xpath("string(//*[@id='form-errors'])")
    assert Demand.objects.get().title == "楼道灯不亮"


@pytest.mark.parametrize("origin", ["https://portal.example.cn", "null"])
def test_an_address_that_the_settings_do_not_name_is_refused_in_its_own_words(page, town, settings, origin):
    settings.PORTAL_URL = "https://registered.example.cn"
    for address, values in (("/login/", {"username": "x"}), (NEW, typed(page, town))):
        answer = page.post(address, values, headers={"Origin": origin})
        words = answer.content.decode()
        assert answer.status_code == 403
        assert answer[comebacks.WHY] == "address"
        assert "不是本系统登记的访问地址" in words
        assert html.fromstring(words).xpath("//a[@href='https://registered.example.cn']")
        assert "PORTAL_URL 或 CSRF_TRUSTED_ORIGINS" in words
        assert "登录状态" not in words
        assert origin == "null" or origin not in words  # the address of another site is recommended to nobody
    assert not Demand.objects.exists()


def test_the_administrator_reads_in_the_log_which_address_it_was(page, town, monkeypatch):
    told = []
    monkeypatch.setattr(comebacks.log, "warning", lambda event, **facts: told.append((event, facts)))
    page.post("/login/", {"username": "x"}, headers={"Origin": "https://portal.example.cn"})
    assert [(event, facts["origin"]) for event, facts in told] == [("address_refused", "https://portal.example.cn")]
    assert "CSRF_TRUSTED_ORIGINS" in told[0][1]["advice"]


def test_scripts_learn_that_a_token_was_refused_and_no_right_is_missing(page, town):
    address = f"{town.branch.person.get_absolute_url()}reveal/"
    asked = {"reason": "电话核实情况", "csrfmiddlewaretoken": "x" * 64}
    answer = page.post(address, asked, headers=OWN | {"HX-Request": "true"})
    assert (answer.status_code, answer[comebacks.WHY]) == (403, "token")
    assert not Event.objects.filter(kind="governance.person.reveal").exists()


@FOREIGN
def test_words_that_another_site_posts_are_shown_to_nobody(page, town, headers):
    answer = page.post(NEW, typed(page, town) | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode()
    assert "楼道灯不亮" not in answer.content.decode()
    assert not Demand.objects.exists()


def test_a_draft_with_a_refused_token_is_not_kept(page, town):
    answer = page.post(NEW, typed(page, town) | {"csrfmiddlewaretoken": "x" * 64, "_draft": "1"}, headers=OWN)
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_the_token_of_the_present_session_can_be_fetched(page, town):
    given = page.get("/account/token/").json()
    assert given["account"] == town.secretary.pk
    form = typed(page, town) | {"csrfmiddlewaretoken": given["token"], "_draft": "1"}
    assert page.post(NEW, form, headers=OWN).status_code == 200
    assert Client().get("/account/token/").status_code == 204


# ------------------------------------------------------------ a session that ended
def test_what_is_posted_after_the_idle_time_is_kept_as_a_draft_and_never_sent(town):
    client, address = Person(town.secretary).client, f"{NEW}?channel=visit"
    form = typed(client, town, address)
    with clock.travel(clock.now() + timedelta(hours=9)):
        answer = client.post(address, form, headers=OWN)
    assert answer.url == "/login/?next=/projects/demands/new/%3Fchannel%3Dvisit"
    assert not Demand.objects.exists()
    assert Draft.objects.get().path == address
    assert "已恢复" in Person(town.secretary).open(address)


def test_after_the_idle_time_the_way_back_keeps_the_whole_address(town):
    secretary = Person(town.secretary)
    secretary.open(NEW)
    with clock.travel(clock.now() + timedelta(hours=9)):
        answer = secretary.client.get("/projects/demands/?status=new&q=%E7%81%AF")
    assert answer.url == "/login/?next=/projects/demands/%3Fstatus%3Dnew%26q%3D%25E7%2581%25AF"


def test_what_is_posted_after_signing_out_elsewhere_is_kept_for_its_author_alone(town):
    client = signed_in(town)
    form = typed(client, town)
    client.cookies.pop("sessionid")  # the session was ended in another place
    answer = client.post(NEW, form, headers=OWN)
    assert answer.url.startswith("/login/?next=/projects/demands/new/")
    assert Draft.objects.get().user == town.secretary
    assert not Demand.objects.exists()


@FOREIGN
def test_nothing_is_kept_of_what_another_site_posts(town, headers):
    client = signed_in(town)
    form = typed(client, town)
    client.cookies.pop("sessionid")
    client.post(NEW, form, headers=headers)
    assert not Draft.objects.exists()


def test_a_forged_author_keeps_nothing(town):
    whose = [town.secretary.pk, town.secretary.session_epoch]
    for mark in (f"{town.secretary.pk}:forged:forged", signing.dumps(whose, salt="another")):
        Client().post(NEW, {"title": "楼道灯不亮", MARK: mark}, headers=OWN)
        assert not Draft.objects.exists()


# ------------------------------------------------------------ a repeat is the same content
def test_other_content_under_an_old_token_is_asked_about_and_then_a_second_entry(town):
    client = Person(town.secretary).client
    form = typed(client, town)
    assert client.post(NEW, form).status_code == 302
    answer = client.post(NEW, form | {"title": "下水道堵了"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "先前已提交过一次" in page
    assert Demand.objects.get().get_absolute_url() in page
    again = form | {"title": "下水道堵了", "_submission": form_of(page)["_submission"]}
    assert client.post(NEW, again).status_code == 302
    assert sorted(Demand.objects.values_list("title", flat=True)) == ["下水道堵了", "楼道灯不亮"]


def test_the_same_content_under_the_same_token_leads_to_the_first_entry(town):
    client = Person(town.secretary).client
    form = typed(client, town)
    first, second = (client.post(NEW, form) for _ in range(2))
    assert first.url == second.url
    assert Demand.objects.count() == 1


def test_a_whole_page_sent_by_script_is_told_where_to_go(town):
    demand = make_demand(town.branch, town.compound, town.category)
    secretary = Person(town.secretary)
    form = secretary.form(demand.url("accept"))
    answer = secretary.client.post(demand.url("accept"), form, headers={"X-Whole-Page": "1"})
    assert answer.headers["HX-Redirect"] == demand.get_absolute_url()


# ------------------------------------------------------------ another account in the same browser
def switched(client, user):
    """The same browser after somebody else signed in there: the old session is gone."""
    client.logout()
    client.force_login(user)


def test_a_form_of_another_account_is_not_taken_and_kept_for_its_author(page, town):
    form = typed(page, town)
    switched(page, town.branch)
    for token in (form["csrfmiddlewaretoken"], "x" * 64):
        answer = page.post(NEW, form | {"csrfmiddlewaretoken": token}, headers=OWN)
        assert (answer.status_code, answer[comebacks.WHY]) == (403, "token")
        assert "另一账号" in answer.content.decode()
        assert "楼道灯不亮" not in answer.content.decode()
    assert not Demand.objects.exists()
    draft = Draft.objects.get()
    assert (draft.user, draft.values["title"]) == (town.secretary, ["楼道灯不亮"])


def test_a_draft_of_another_account_is_not_kept_as_ones_own(page, town):
    """The mark alone tells whose words these are: the token is a good one of the session that sends them."""
    form = typed(page, town) | {"_draft": "1"}
    switched(page, town.branch)
    token = form_of(page.get(NEW).content.decode())["csrfmiddlewaretoken"]
    answer = page.post(NEW, form | {"csrfmiddlewaretoken": token}, headers=OWN)
    assert (answer.status_code, answer[comebacks.WHY]) == (403, "token")
    assert not Draft.objects.filter(user=town.branch).exists()
    own = form | {"csrfmiddlewaretoken": token, MARK: form_of(page.get(NEW).content.decode())[MARK]}
    assert page.post(NEW, own, headers=OWN).status_code == 200
    assert Draft.objects.filter(user=town.branch).exists()


def test_nobody_overwrites_or_plants_a_draft_without_the_authors_page(page, town):
    form = typed(page, town)
    page.post(NEW, form | {"_draft": "1"}, headers=OWN)
    before = [(draft.user_id, draft.path, draft.data) for draft in Draft.objects.all()]
    demand = make_demand(town.branch, town.compound, town.category)
    page.logout()
    stranger = {name: value for name, value in form.items() if name != "_author"} | {"title": "别人写的"}
    for mark in ({}, {"_author": "x"}, {"_author": form["_author"][:-3]}):
        assert page.post(NEW, stranger | mark, headers=OWN).status_code in (302, 403)
    planted = {"bulk": "accept", "pick": demand.pk, "note": "请核对后提交", "csrfmiddlewaretoken": "x"}
    for row in (demand.get_absolute_url(), "/projects/demands/999999/"):  # seen or not, the answer is the same
        answer = page.post(f"{row}accept/", planted, headers=OWN)
        assert answer.status_code in (302, 403)
        assert not Draft.objects.filter(path__startswith=row).exists()
    page.post("/projects/demands/", planted, headers=OWN)
    assert [(draft.user_id, draft.path, draft.data) for draft in Draft.objects.all()] == before


def test_after_all_sessions_were_ended_a_page_left_open_keeps_nothing(page, town):
    form = typed(page, town)
    other = Client()
    other.force_login(town.secretary)
    other.post("/account/signout-all/")
    page.post(NEW, form, headers=OWN)
    assert not Draft.objects.exists()
