"""Drafts: what was typed comes back to its author only, and goes with the step that sends it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from governance.kernel.clock import clock
from governance.kernel.models.pages import Draft
from governance.kernel.steps import drafts
from governance.kernel.upkeep import housekeeping
from governance.models import User
from projects.models import Demand, MicroProject
from tests.clients import Person, complaints, flat, form_of
from tests.factories.base import user_with
from tests.factories.projects import make_demand
from tests.factories.town import make_town, submitted

DEMAND, PROJECT = "/projects/demands/new/", "/projects/new/"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def branch(town):
    return Person(town.branch)


def typed(town, **values):
    """A form of a demand, half filled in."""
    return {"title": "3 栋楼道灯不亮", "reporter_name": "王小明", "reporter_phone": "13800001111"} | values


def whole(town):
    """Enough to be taken."""
    chosen = {"area": town.compound.code, "category": town.category.code, "channel": "visit"}
    return typed(town, **chosen, place="3 栋 2 单元", content="整个楼道都不亮了")


def save(person, address, values):
    return person.client.post(address, person.form(address) | values | {"_draft": "1"})


def test_what_was_typed_comes_back(town, branch):
    answer = save(branch, DEMAND, typed(town, category=town.category.code, is_anonymous="on"))
    assert answer.status_code == 200
    draft = Draft.objects.get()
    assert answer.content.decode() == f"{timezone.localtime(draft.saved_at):%H:%M} 已自动保存草稿"
    page = branch.open(DEMAND)
    assert "已恢复" in page
    assert "放弃草稿" in page
    shown = form_of(page)
    assert shown["title"] == "3 栋楼道灯不亮"
    assert shown["category"] == town.category.code
    assert shown["is_anonymous"] == "on"
    assert not Demand.objects.exists()


def test_a_tick_taken_away_stays_away(town, branch):
    demand = make_demand(
        town.branch, town.compound, town.category, is_anonymous=True, reporter_name="", reporter_phone=""
    )
    address = f"{demand.get_absolute_url()}amend/"
    values = branch.form(address)
    assert values.pop("is_anonymous") == "on"
    branch.client.post(address, values | {"_draft": "1"})
    assert "is_anonymous" not in branch.form(address)
    demand.refresh_from_db()
    assert demand.is_anonymous


def test_child_rows_come_back_with_what_was_wrong_in_them(town, branch):
    rows = {"lines-0-name": "路灯", "lines-0-quantity": "二", "lines-7-name": "电缆", "lines-7-unit_price": "12.50"}
    assert save(branch, PROJECT, {"title": "楼道照明"} | rows).status_code == 200
    shown = branch.form(PROJECT)
    assert (shown["lines-0-name"], shown["lines-0-quantity"]) == ("路灯", "二")
    assert (shown["lines-1-name"], shown["lines-1-unit_price"]) == ("电缆", "12.50")
    assert not MicroProject.objects.exists()


def test_a_draft_is_its_authors_alone(town, branch):
    save(branch, DEMAND, typed(town))
    draft = Draft.objects.get()
    other = Person(user_with("community_staff", town.compound.community))
    assert "已恢复" not in other.open(DEMAND)
    assert "楼道灯" not in other.open("/")
    assert other.client.post(f"/drafts/{draft.pk}/drop/").status_code == 404
    assert Draft.objects.count() == 1


def test_it_is_sealed_in_the_database(town, branch):
    save(branch, DEMAND, typed(town))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM governance_draft d")
        (stored,) = cursor.fetchone()
    assert "王小明" not in stored
    assert "13800001111" not in stored


def test_only_fields_of_the_form_are_kept(town, branch):
    extra = {"password": "geheim", "lines-0-name": "x", "attachments-held": "token", "csrfmiddlewaretoken": "t"}
    save(branch, DEMAND, typed(town) | extra)
    kept = Draft.objects.get().values
    assert kept["title"] == ["3 栋楼道灯不亮"]
    assert not kept.keys() & extra.keys()


def test_the_step_that_sends_the_form_takes_the_draft_with_it(town, branch):
    given = whole(town)
    save(branch, DEMAND, given)
    values = branch.form(DEMAND)
    refused = branch.send(DEMAND, values | {"title": ""})
    assert refused.status_code == 422
    assert Draft.objects.count() == 1
    answer = branch.send(DEMAND, values)
    assert answer.status_code == 302, complaints(answer)
    assert Demand.objects.get().title == "3 栋楼道灯不亮"
    assert not Draft.objects.exists()


def test_a_save_overtaken_by_the_form_itself_keeps_nothing(town, branch):
    given = whole(town)
    values = branch.form(DEMAND) | given
    assert branch.send(DEMAND, values).status_code == 302
    late = branch.client.post(DEMAND, values | {"_draft": "1"})
    assert (late.status_code, late.content) == (200, b"")
    assert not Draft.objects.exists()


def test_of_one_opened_form_the_newest_stays_whichever_arrives_last(town, branch):
    values = branch.form(DEMAND) | typed(town)
    for number, title in ((2, "新写的"), (1, "先写的")):
        sent = values | {"title": title, "_draft": str(number)}
        assert "已自动保存" in branch.client.post(DEMAND, sent).content.decode()
    assert Draft.objects.get().typed_title == "新写的"
    branch.client.post(DEMAND, branch.form(DEMAND) | {"title": "另一页写的", "_draft": "1"})
    assert Draft.objects.get().typed_title == "另一页写的"


def test_throwing_it_away_opens_the_empty_form(town, branch):
    address = f"{PROJECT}?title=%E9%95%BF%E6%A4%85"
    save(branch, address, {"title": "楼道照明"})
    draft = Draft.objects.get()
    assert draft.path == address
    assert f'action="/drafts/{draft.pk}/drop/"' in branch.open(address)
    answer = branch.client.post(f"/drafts/{draft.pk}/drop/", follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert form_of(answer.content.decode())["title"] == "长椅"


def test_the_work_page_shows_unsent_new_forms(town, branch):
    assert "未提交的表单" not in branch.open("/")
    save(branch, DEMAND, typed(town))
    page = branch.open("/")
    assert "未提交的表单" in page
    assert f'href="{DEMAND}"' in page
    assert "登记需求：3 栋楼道灯不亮" in page
    draft = Draft.objects.get()
    assert branch.client.post(f"/drafts/{draft.pk}/drop/", {"back": "1"}).url == "/"
    assert "未提交的表单" not in branch.open("/")


def test_the_draft_of_a_step_is_found_at_its_row_only(town):
    project = submitted(town)
    person, address = Person(town.secretary), f"{project.get_absolute_url()}check/"
    save(person, address, {"note": "场地已看"})
    assert person.form(address)["note"] == "场地已看"
    assert "未提交的表单" not in person.open("/")
    project.refresh_from_db()
    assert project.status == "submitted"


def test_a_draft_shows_that_the_row_was_changed_meanwhile(town):
    demand = make_demand(town.branch, town.compound, town.category)
    person, address = Person(town.branch), f"{demand.get_absolute_url()}amend/"
    save(person, address, {"title": "换个说法"})
    assert "被修改过" not in person.open(address)
    other = Person(town.secretary)
    other.fill(address, place="3 栋 2 单元")
    page = person.open(address)
    assert "这条记录在您打开之后被修改过：陈芳" in page
    assert "办理“修改登记内容”（具体地点" in page
    assert "<b>现值</b><div>3 栋 2 单元</div>" in flat(page)
    assert form_of(page)["title"] == "换个说法"
    assert person.send(address, form_of(page)).status_code == 302


def test_who_may_not_open_the_form_keeps_no_draft(town):
    stranger = Person(user_with("auditor", town.place.district))
    answer = stranger.client.post(DEMAND, {"title": "x", "_draft": "1"})
    assert answer.status_code == 404
    assert not Draft.objects.exists()


def test_a_text_without_end_is_refused(town, branch, monkeypatch):
    monkeypatch.setattr(drafts, "LARGEST", 100)
    answer = save(branch, DEMAND, {"content": "长" * 200})
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert "没有自动保存" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_person_keeps_so_many_and_not_for_ever(town, branch, settings, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 2)
    for title in ("a", "b", "c"):
        save(branch, f"{PROJECT}?title={title}", {"title": title})
    assert sorted(one.typed_title for one in Draft.objects.all()) == ["b", "c"]
    Draft.objects.filter(path__endswith="b").update(saved_at=clock.now() - timedelta(settings.DRAFT_DAYS, seconds=1))
    assert housekeeping.sweep()["drafts"] == 1
    assert [one.typed_title for one in Draft.objects.all()] == ["c"]


def test_a_lost_key_costs_the_draft_and_nothing_else(town, branch, settings):
    save(branch, DEMAND, typed(town))
    settings.SECRET_KEY = "another-key-that-opens-nothing-of-before-0123456789"
    branch.client.force_login(User.objects.get(pk=town.branch.pk))
    assert "已恢复" not in branch.open(DEMAND)
    assert branch.client.get("/").status_code == 200
