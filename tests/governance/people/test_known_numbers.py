"""Whoever has typed an identity number knows it, whatever came of the form: the link comes from another hand."""

from datetime import timedelta

import pytest
from django.test import Client

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.kernel.upkeep import retention
from governance.kernel.upkeep.crypto import blind_index
from governance.models import Appointment, NumberEntry, Person, User
from governance.people.actions import accounts
from governance.people.actions import posts as people
from governance.people.models import numbers
from tests.factories.base import appoint, make_district, user_with

NUMBER = invented_id_number(945_001)
PASSWORD = "Brand-New-2026"
NEW = "/governance/accounts/new/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin"))
    place.street_admin = user_with("street_admin", place.street, "street", name="李小街")
    place.victim = user_with("street_leader", place.street, "victim", name="王小测")
    return place


def form(place, number, **more):
    given = {"username": "new.one", "name": "王小测", "phone": "19900009501", "id_number": number}
    return given | {"area": place.street.code} | more


def opened(place, **more):
    given = {"username": "new.one", "name": "王小新", "phone": "19900009502", "id_number": NUMBER}
    return accounts.open_account(User(), actor=place.sys, **given | {"area": place.street} | more)


def rows():
    return User.objects.count(), Person.objects.count(), Appointment.objects.count()


def secret(user):
    return user.link.rstrip("/").rsplit("/", 1)[1]


def enter(user, number=NUMBER):
    return accounts.set_password_by_link(secret(user), id_number=number, password=PASSWORD)


def refused(code, work, error=Refused):
    with pytest.raises(error) as refusal:
        work()
    assert refusal.value.code == code


@pytest.mark.parametrize("is_page", [True, False])
@pytest.mark.parametrize("username", ["1x", "victim"])
def test_a_form_that_is_wrong_itself_answers_alike_to_a_right_and_a_wrong_number(place, client, username, is_page):
    client.force_login(place.sys)
    before, answers = rows(), []
    for number in (place.victim.person.id_number, NUMBER):
        given = form(place, number, username=username)
        answer = client.post(NEW, given) if is_page else client.post("/api/v1/governance/accounts/", given, **JSON)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "已经有账号" not in text
        answers.append("账号以字母开头" in text or "已经有人使用" in text)
    assert answers == [True, True]
    assert rows() == before
    for number in (place.victim.person.id_number, NUMBER):  # and the step itself, past the form
        given = {**form(place, number, username=username), "area": place.street}
        with pytest.raises(Refused) as refusal:
            accounts.open_account(User(), actor=place.sys, **given)
        assert refusal.value.code in ("invalid", "username_taken")


def test_a_registration_that_is_wrong_itself_looks_nobody_up(place):
    secretary = user_with("community_secretary", place.community, name="陈小登")
    known = people.save_person(
        Person(), actor=place.street_admin, name="赵小在", id_number=NUMBER, area=place.community
    )
    given = {"phone": "19900009509", "role": "volunteer_lead", "area": place.community}
    given |= {"starts_on": clock.today() - timedelta(days=900), "ends_on": clock.today() - timedelta(days=500)}
    before = rows()
    for number in (known.id_number, invented_id_number(945_009)):
        with pytest.raises(Refused) as refusal:
            people.appoint(Appointment(), actor=secretary, name="王小猜", id_number=number, **given)
        assert refusal.value.code == "term_over"
    assert rows() == before


def test_a_number_that_was_told_to_be_right_gives_no_link(place, client):
    client.force_login(place.sys)
    before = rows()
    answer = client.post(NEW, form(place, place.victim.person.id_number))
    assert answer.status_code == 422
    assert "已经有账号" in answer.content.decode()
    assert rows() == before
    victim = User.objects.get(pk=place.victim.pk)
    refused("own_number", lambda: accounts.reset(victim, actor=place.sys), NotAllowed)


def test_a_link_in_the_hand_is_void_once_its_maker_types_the_number(place, client):
    link = accounts.reset(place.victim, actor=place.sys)
    client.force_login(place.sys)
    assert client.post(NEW, form(place, place.victim.person.id_number)).status_code == 422
    refused("link_void", lambda: enter(link, place.victim.person.id_number))
    assert not User.objects.get(pk=place.victim.pk).has_usable_password()


@pytest.mark.parametrize("is_page", [True, False])
def test_guesses_are_few_and_leave_a_trace_although_nothing_was_done(place, client, caplog, is_page):
    client.force_login(place.sys)
    given = [form(place, user_with(None, place.street).person.id_number) for _ in range(numbers.MOST_REFUSED + 1)]
    before = rows()
    for one in given:
        answer = client.post(NEW, one) if is_page else client.post("/api/v1/governance/accounts/", one, **JSON)
        assert answer.status_code == 422
    assert "为防止试探" in answer.content.decode()
    assert "核对姓名" not in answer.content.decode()
    assert rows() == before
    assert NumberEntry.objects.filter(user=place.sys, is_refused=True).count() == len(given)
    assert caplog.text.count("told about an identity number: id_number_of_another") == numbers.MOST_REFUSED
    assert client.post(NEW, form(place, NUMBER)).status_code == 422, "the day is over for new numbers"
    NumberEntry.objects.update(entered_at=clock.now() - timedelta(days=2))
    assert client.post(NEW, form(place, NUMBER, name="王小新")).status_code == 302
    assert not NumberEntry.objects.get(user=place.sys, is_refused=False).is_refused


def test_what_goes_through_is_no_guess(place, client):
    client.force_login(place.sys)
    for n in range(numbers.MOST_REFUSED + 2):
        given = form(
            place, invented_id_number(945_100 + n), username=f"new.{n}", name="王小新", phone=f"199000096{n:02}"
        )
        assert client.post(NEW, given).status_code == 302


def test_who_types_a_number_that_the_street_registered_gets_no_link(place):
    who = people.save_person(
        Person(), actor=place.street_admin, name="王小街", phone="19900009503", id_number=NUMBER, area=place.compound
    )
    appoint("branch_secretary", place.compound, who)
    user = opened(place, name="王小街", phone="19900009503")
    assert (user.person, user.reset_by) == (who, place.sys)
    assert not hasattr(user, "link")
    refused("own_number", lambda: accounts.reset(user, actor=place.sys), NotAllowed)
    assert enter(accounts.confirm_reset(user, actor=place.audit)) == user


def grant(place, user, role="street_staff"):
    given = {"person": user.person, "role": role, "area": place.street}
    return people.grant(Appointment(), actor=place.sec, **given)


def test_first_rights_void_a_password_from_a_hand_that_knows_the_number(place):
    user = enter(opened(place))
    assert user.check_password(PASSWORD)
    grant(place, user)
    user = User.objects.get(pk=user.pk)
    assert (user.has_usable_password(), user.reset_by) == (False, place.sys)
    assert Deadline.objects.open().get(task="确认重置密码")
    assert Client().post("/login/", {"username": "new.one", "password": PASSWORD}).status_code != 302
    refused("own_proposal", lambda: accounts.confirm_reset(user, actor=place.sys), NotAllowed)
    enter(accounts.confirm_reset(user, actor=place.audit))
    grant(place, user, "petition_officer")
    assert User.objects.get(pk=user.pk).check_password(PASSWORD), "from a hand that does not know the number"


def test_a_link_that_waits_is_void_with_the_first_rights(place):
    user = opened(place)
    grant(place, user)
    refused("link_void", lambda: enter(user))


def test_guesses_that_hit_nobody_go_in_time_and_what_tells_who_knows_a_number_stays(place):
    Person.objects.filter(pk=place.victim.person_id).update(id_index=blind_index(NUMBER))
    hit_nobody, accepted = invented_id_number(945_002), invented_id_number(945_003)
    with clock.travel(clock.now() - timedelta(days=400)):
        for number in (NUMBER, hit_nobody, accepted):
            numbers.enter_number(place.sys, number)
        numbers.accept_number(place.sys, accepted)
    numbers.enter_number(place.sec, hit_nobody)
    retention.prune()
    assert set(NumberEntry.objects.values_list("user", "id_index")) == {
        (place.sys.pk, blind_index(NUMBER)),
        (place.sys.pk, blind_index(accepted)),
        (place.sec.pk, blind_index(hit_nobody)),
    }
