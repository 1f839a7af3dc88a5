"""No second self: look-alike accounts, namesakes, administrators on committees, numbers that are somebody else's."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from disputes.committees import actions as committees
from disputes.committees.models import MediationCommittee, Mediator
from governance.demo_world import invented_id_number
from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Appointment, PasswordLink, Person, User
from governance.people import roster
from governance.people.actions import accounts, posts
from tests.factories.base import make_district, person, user_with

NUMBER, OTHER = invented_id_number(950_001), invented_id_number(950_002)


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin", name=f"管小{name[0]}"))
    Person.objects.filter(pk=place.sys.person_id).update(name="陶小凯")
    place.sys.person.refresh_from_db()
    place.justice = user_with("justice_office", place.district, "justice", name="邓小司")
    place.street_admin = user_with("street_admin", place.street, "street", name="陈小街")
    place.secretary = user_with("community_secretary", place.community, "secretary", name="刘小敏")
    return place


def state():
    people = list(Person.objects.order_by("pk").values_list("pk", "id_index", "phone_index", "version"))
    models = (Appointment, Event, MediationCommittee, Mediator, PasswordLink, User)
    return people, [model.objects.count() for model in models]


def refused(code, work):
    before = state()
    with pytest.raises(BusinessError) as refusal:
        work()
    assert refusal.value.code == code
    assert state() == before
    return refusal.value.message


def opened(place, **more):
    given = {"username": "new.one", "name": "王小新", "phone": "19900008001", "id_number": NUMBER, "area": place.street}
    return accounts.open_account(User(), actor=place.sys, **given | more)


def test_names_of_accounts_are_unique_without_case(place, client):
    client.force_login(place.sys)
    form = {"username": "SECRETARY", "name": "王小新", "phone": "19900008001", "id_number": NUMBER}
    before = state()
    answer = client.post("/governance/accounts/new/", form | {"area": place.street.code})
    assert answer.status_code == 422
    assert "这个账号已经有人使用" in answer.content.decode()
    assert state() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Secretary", person=person(place.community))


@pytest.mark.parametrize("name", ["陶小凯", "刘小敏"])
def test_an_account_for_a_namesake_is_confirmed_by_another(place, name):
    user = opened(place, name=name)
    assert not hasattr(user, "link")
    assert (user.reset_by, PasswordLink.objects.count()) == (place.sys, 0)
    refused("own_proposal", lambda: accounts.confirm_reset(user, actor=place.sys))
    assert accounts.confirm_reset(user, actor=place.sec).link


def test_a_number_entered_by_another_and_typed_again_opens_no_account_of_a_namesake_alone(place):
    twin = person(place.street, "陶小凯")
    posts.fill(twin, phone="19900008001")
    twin.save()
    posts.correct(twin, actor=place.street_admin, id_number=NUMBER, note="补登证件")
    user = opened(place, name="陶小凯")
    assert user.person == twin
    assert not hasattr(user, "link")


def test_nobody_registers_a_post_for_a_namesake_alone(place):
    given = {"name": "刘小敏", "phone": "19900008002", "role": "volunteer_lead", "area": place.compound}
    for number in ("", NUMBER):
        refused(
            "own_name",
            lambda number=number: posts.appoint(Appointment(), actor=place.secretary, id_number=number, **given),
        )
    row = {"_row": 2, "area": place.compound, "role": "片长", "name": "刘小敏", "phone": "19900008002"}
    assert ["与您同名" in words for _, _, words in roster.check_rows([row], place.secretary)] == [True]
    assert posts.appoint(Appointment(), actor=place.street_admin, **given).status == "active"


def committee(place, *rows, actor=None):
    people = [
        {"name": "周小明", "gender": "m", "post": "head"},
        {"name": "吴小兰", "gender": "f", "post": "member"},
        {"gender": "m", "post": "deputy", **rows[0]},
    ]
    given = {"name": "月塘街道人民调解委员会", "short_name": "月塘", "level": "street", "area": place.street}
    term = {"term_from": "2026-01-01", "term_until": "2029-01-01"}
    return committees.establish(
        MediationCommittee(), actor=actor or place.street_admin, mediators=people, **given, **term
    )


def test_administrators_sit_on_no_committee(place):
    for who in (place.sys, place.audit):
        row = {"name": who.person.name, "account": who.username}
        assert "须专任" in refused("one_administrator_only", lambda row=row: committee(place, row, actor=place.justice))
        row = {"name": who.person.name, "phone": who.person.phone}
        refused("one_administrator_only", lambda row=row: committee(place, row, actor=place.justice))


def test_an_administrator_out_of_sight_is_as_one_who_is_not_there(place):
    row = {"name": place.sys.person.name, "account": place.sys.username}
    said = refused("account_unknown", lambda: committee(place, row))
    nobody = refused("account_unknown", lambda: committee(place, row | {"account": "nobody.here"}))
    assert said.replace(place.sys.username, "") == nobody.replace("nobody.here", "")


def test_who_sits_on_a_committee_becomes_no_administrator(place):
    user = user_with(None, place.street, "member", name="何小员")
    committee(place, {"name": "何小员", "account": "member"})
    given = {"person": user.person, "role": "audit_admin", "area": place.district}
    refused("one_administrator_only", lambda: posts.grant(Appointment(), actor=place.sec, **given))


def test_a_registered_mediator_is_known_by_name_and_telephone(place):
    known = user_with("street_staff", place.street, "staff", name="何小员").person
    made = committee(place, {"name": "何小员", "phone": known.phone})
    assert made.mediators.get(post="deputy").person == known


def test_a_correction_that_changes_nothing_is_none(place):
    own = {"actor": place.street_admin, "note": "登记有误"}
    who = person(place.community, "王小新")
    posts.fill(who, phone="19900008003", id_number=NUMBER)
    who.save()
    refused("nothing_changed", lambda: posts.correct(who, id_number=NUMBER, **own))
    refused("nothing_changed", lambda: posts.correct(who, phone="19900008003", **own))


def test_the_telephone_of_another_person_is_asked_about_as_far_as_one_sees(place):
    who, near, far = person(place.community, "王小新"), person(place.compound, "王小近"), person(place.other_street)
    for other, phone in ((near, "19900008004"), (far, "19900008005")):
        posts.fill(other, phone=phone)
        other.save()
    given = {"actor": place.street_admin, "note": "登记有误"}
    assert "王小近" in refused("phone_of_another", lambda: posts.correct(who, phone="19900008004", **given))
    assert posts.correct(who, phone="19900008004", same_phone=True, **given).phone == "19900008004"
    assert posts.correct(who, phone="19900008005", **given).phone == "19900008005"


def test_a_post_without_the_token_of_the_page_says_so(place):

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(place.sys)
    before = state()
    answer = browser.post("/api/v1/governance/accounts/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "防伪令牌" in answer.json()["title"]
    assert state() == before


def test_a_nul_in_the_name_is_refused_in_words(place, client):
    sent = {"username": "sys\0admin", "password": "x"}
    answer = client.post("/api/v1/token/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"username": ["文字中有看不见的空字符，请删除后重新填写"]}
