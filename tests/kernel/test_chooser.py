"""Choices that are too many for a list are found by a word, in what the form offers this user and in nothing else."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.models.pages import RecentChoice
from governance.kernel.pages import steps as step_pages
from governance.kernel.steps import chooser
from governance.models import Appointment, Organisation, Person
from tests.clients import complaints
from tests.factories.base import appoint, make_area, person, user_with
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db
NEW = "/governance/organisations/new/"
VISIT = "/projects/visits/new/"
MOST_QUERIES = 9  # of the form of a visit


@pytest.fixture
def town(db, monkeypatch):
    monkeypatch.setattr(chooser, "MOST", 8)
    town = make_town()
    for number in range(12):
        person(town.compound, f"夏平{'一二三四五六七八九十百千'[number]}", pinyin="xia ping")
    person(town.place.other_compound, "夏远方", pinyin="xia yuan fang")
    return town


def control(page, name):
    return re.search(rf'<(select|input)[^>]*name="{name}"[^>]*>', page)


def asked(client, address, name, words=""):
    return client.get(address, {"_suggest": name, "_words": words})


# ------------------------------------------------------------ the page
def test_few_choices_are_a_plain_select_and_many_a_field_that_finds(client, town):
    client.force_login(town.office)
    page = client.get(NEW).content.decode()
    assert "data-chooser" not in control(page, "branch_kind").group()
    leader = control(page, "leader").group()
    assert leader.startswith("<input")
    assert 'data-suggest="leader"' in leader
    assert "夏平" not in page


def test_the_chosen_row_stays_in_the_form_that_comes_back(client, town):
    client.force_login(town.office)
    who = Person.objects.get(name="夏平九")
    page = client.post(NEW, {"kind": "volunteer_team", "leader": who.pk, "_submission": "one"}).content.decode()
    leader = control(page, "leader").group()
    assert f'value="{who.pk}"' in leader
    assert "夏平九" in leader
    assert not Organisation.objects.filter(leader=who).exists()


def test_without_scripts_the_code_that_is_typed_is_taken(client, town):
    for _ in range(10):
        make_area(town.place.community)
    client.force_login(town.office)
    page = client.get(NEW).content.decode()
    assert control(page, "area").group().startswith("<input")
    data = {"kind": "volunteer_team", "area": town.compound.code, "name": "红马甲", "_submission": "two"}
    client.post(NEW, data)
    assert Organisation.objects.get(name="红马甲").area == town.compound
    refused = client.post(NEW, {**data, "name": "蓝马甲", "area": "没有的", "_submission": "three"})
    assert refused.status_code == 422
    assert "没有找到这个区域" in refused.content.decode()
    assert not Organisation.objects.filter(name="蓝马甲").exists()


# ------------------------------------------------------------ suggestions
def test_suggestions_are_found_by_name_and_pinyin_and_say_what_they_leave_out(client, town, monkeypatch):
    client.force_login(town.office)
    for words in ("夏平九", "夏 平 九"):
        found = asked(client, NEW, "leader", words).json()
        assert [option["text"].split()[0] for option in found["options"]] == ["夏平九"], words
        assert found["left"] == ""
    monkeypatch.setattr(chooser, "SUGGESTED", 5)
    for words in ("夏平", "xiaping", "xp", "夏"):
        found = asked(client, NEW, "leader", words).json()
        assert len(found["options"]) == 5
        assert re.match(r"还有 \d+ 项未列出", found["left"]), words
    assert asked(client, NEW, "leader", "没有这人").json() == {"options": [], "left": ""}


def test_those_whose_name_begins_so_come_first(client, town):
    person(town.compound, "阿夏平", pinyin="a xia ping")
    client.force_login(town.office)
    texts = [option["text"] for option in asked(client, NEW, "leader", "夏平").json()["options"]]
    assert texts[-1].startswith("阿夏平")


def test_a_place_below_the_list_is_found_too(client, town):
    for _ in range(10):
        make_area(town.place.community)
    client.force_login(town.office)
    found = asked(client, NEW, "area", "荷馨苑").json()["options"]
    assert found[0] == {"value": town.compound.code, "text": "荷馨苑（月塘街道 野鸭冲社区）"}
    assert town.place.building.code in {
        option["value"] for option in asked(client, NEW, "area", "1栋").json()["options"]
    }


# ------------------------------------------------------------ rights
def test_nobody_is_suggested_whom_the_form_would_not_offer(client, town):
    client.force_login(town.secretary)
    names = {option["text"][:3] for option in asked(client, NEW, "leader", "夏").json()["options"]}
    assert names
    assert "夏远方" not in names
    client.force_login(town.office)
    assert {option["text"][:3] for option in asked(client, NEW, "leader", "夏远方").json()["options"]} == {"夏远方"}


def test_who_may_not_open_the_form_gets_no_suggestions(client, town):
    client.force_login(user_with("audit_admin", town.place.district))
    assert asked(client, NEW, "leader", "夏").status_code == 404
    client.logout()
    assert asked(client, NEW, "leader", "夏").status_code == 302


def test_only_fields_that_are_chosen_from_are_asked(client, town):
    client.force_login(town.office)
    for name in ("name", "note", "branch_kind", "covers", "password", "__class__"):
        assert asked(client, NEW, name, "夏").status_code == 404, name


def test_suggestions_are_throttled(client, town, monkeypatch):
    monkeypatch.setattr(step_pages, "MOST_SUGGESTIONS", 3)
    client.force_login(town.office)
    answers = [asked(client, NEW, "leader", "夏") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json() == {"options": [], "left": "查找太频繁，请稍等一分钟再试"}
    client.force_login(town.secretary)
    assert asked(client, NEW, "leader", "夏").status_code == 200  # each account for itself


def test_asking_writes_nothing_of_the_form(client, town):
    client.force_login(town.office)
    asked(client, NEW, "leader", "夏")
    assert not Organisation.objects.filter(name="").exists()
    assert not RecentChoice.objects.exists()


# ------------------------------------------------------------ shortcuts
def test_oneself_is_one_tap(client, town):
    for _ in range(12):
        appoint("neighbour_head", town.place.building)
    client.force_login(town.secretary)
    own = Appointment.objects.get(person=town.secretary.person)
    post = control(client.get(VISIT).content.decode(), "post").group()
    me = json.loads(re.search(r'data-me="([^"]+)"', post)[1].replace("&quot;", '"'))
    assert [one["value"] for one in me] == [str(own.pk)]


def test_the_last_five_come_first_as_far_as_they_are_still_offered(client, town):
    client.force_login(town.office)
    people = list(Person.objects.filter(name__startswith="夏平").order_by("pk")[:6])
    for number, who in enumerate(people):
        data = {"kind": "volunteer_team", "area": town.compound.code, "name": f"红马甲{number}", "leader": who.pk}
        client.post(NEW, {**data, "_submission": f"s{number}", "_chosen": ["leader"]})
        assert Organisation.objects.filter(name=f"红马甲{number}").exists()
    leader = control(client.get(NEW).content.decode(), "leader").group()
    lately = json.loads(re.search(r'data-recent="([^"]+)"', leader)[1].replace("&quot;", '"'))
    assert [one["value"] for one in lately] == [str(who.pk) for who in reversed(people[1:])]
    Person.objects.filter(pk=people[5].pk).update(area=town.place.other_compound)
    client.force_login(town.secretary)
    assert "data-recent" not in control(client.get(NEW).content.decode(), "leader").group()


def test_what_was_not_found_by_a_word_is_not_remembered(client, town):
    client.force_login(town.office)
    data = {"kind": "volunteer_team", "area": town.compound.code, "name": "红马甲", "_submission": "x"}
    client.post(NEW, data)
    assert Organisation.objects.filter(name="红马甲").exists()
    assert not RecentChoice.objects.exists()


def test_several_out_of_very_many_are_found_by_a_word_too(client, town):
    compounds = [make_area(town.place.community, f"新苑{number}") for number in range(10)]
    client.force_login(town.office)
    page = client.get(NEW).content.decode()
    covers = control(page, "covers").group()
    assert "multiple" in covers
    assert 'data-suggest="covers"' in covers
    assert [option["value"] for option in asked(client, NEW, "covers", "新苑9").json()["options"]] == [
        compounds[9].code
    ]
    data = {"kind": "branch", "branch_kind": "joint", "area": town.compound.code, "name": "联合党支部"}
    page = client.post(NEW, {**data, "name": "", "covers": [compounds[9].code], "_submission": "m"}).content.decode()
    assert f'<option value="{compounds[9].code}" selected>' in page
    answer = client.post(NEW, {**data, "covers": [one.code for one in compounds[8:]], "_submission": "n"})
    assert answer.status_code == 302, complaints(answer)
    assert list(Organisation.objects.get(name="联合党支部").covers.order_by("pk")) == compounds[8:]


def test_the_registration_form_of_a_large_district_is_small(client, town, monkeypatch):
    """Of the district's office, whose people and compounds are thousands."""
    monkeypatch.undo()
    Person.objects.bulk_create(Person(name=f"居民{number}", area=town.compound) for number in range(1500))
    for number in range(chooser.MOST + 10):
        make_area(town.place.community, f"新苑{number}")
    client.force_login(town.office)
    page = client.get(NEW)
    assert page.status_code == 200
    assert len(page.content) < 60_000


def test_a_row_that_the_form_has_read_is_not_asked_for_again(client, town):
    """The own post with which a visit begins, and what was chosen lately in each of the fields."""
    for number in range(chooser.MOST + 1):
        appoint("neighbour_head", make_area(town.place.compound, f"{number + 3}栋"))
    client.force_login(town.secretary)
    for _ in range(4):
        page = client.get(VISIT).content.decode()
    for name in ("post", "area"):
        assert f'data-suggest="{name}"' in control(page, name).group()
    with CaptureQueriesContext(connection) as made:
        client.get(VISIT)
    asked_of = [one["sql"] for one in made.captured_queries]
    own = Appointment.objects.get(person=town.secretary.person)
    assert f'value="{own.pk}"' in control(page, "post").group()
    assert len([sql for sql in asked_of if "ORDER BY" in sql and '"governance_appointment"."group_no"' in sql]) == 1
    assert len([sql for sql in asked_of if "governance_recentchoice" in sql]) == 1
    assert len(asked_of) <= MOST_QUERIES, "\n".join(asked_of)
