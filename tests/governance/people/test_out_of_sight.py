"""Nobody changes the rights, or ends the access, of somebody else's account by knowing a name and a telephone."""

import pytest
from django.test import Client

from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.models import Appointment, IdentityCheck, Person
from governance.people import roster
from governance.people.actions import access
from governance.people.actions import posts as people
from governance.people.actions.roster import ROSTER
from governance.people.ways_in import ApiKey
from tests.clients import PASSWORD
from tests.factories.base import appoint, make_district, user_with
from tests.factories.sheets import written

TITLE = "您的岗位权限有变动"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, "secretary", name="陈芳")
    place.official = user_with("street_admin", place.other_street, "official", name="何外")
    place.neighbour = user_with("branch_secretary", place.building, "neighbour", name="李内")
    for user in (place.official, place.neighbour):
        user.set_password(PASSWORD)
        user.save()
    return place


def state():
    return Appointment.objects.count(), Person.objects.count(), Event.objects.count(), Notice.objects.count()


def described(user, area, role):
    person = user.person
    told = {"name": person.name, "phone": person.phone, "area": area.code, "role": role}
    return told | {"chosen_by": "recommended", "starts_on": "2026-01-01"}


class Ways:
    """Everything that lets the account in: a session and a key of the API."""

    def __init__(self, user):
        self.user, self.session = user, Client()
        assert self.session.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
        _, self.key = access.make_key(user, actor=user, name="取数")

    def are_open(self):
        with_key = Client().get("/api/v1/governance/areas/", headers={"Authorization": f"Token {self.key}"})
        return self.session.get("/account/").status_code, with_key.status_code


@pytest.mark.parametrize("role", ["volunteer_lead", "neighbour_head"])
@pytest.mark.parametrize("is_page", [True, False])
@pytest.mark.parametrize("has_account", [True, False])
def test_name_and_telephone_join_nobody_of_another_place_and_tell_nothing(place, client, role, is_page, has_account):
    """Somebody registered elsewhere and somebody of whom nobody has heard get one and the same answer."""
    if has_account:
        ways, elsewhere = Ways(place.official), place.official.person
    else:
        given = {"name": "何外", "phone": "19900007801", "area": place.other_compound}
        Person.objects.filter(pk=place.official.person_id).update(name="何旧")
        elsewhere = people.save_person(Person(), actor=None, **given)
    area = place.compound if role == "volunteer_lead" else place.building
    client.force_login(place.secretary)
    before, held = Person.objects.count(), elsewhere.appointments.count()
    codes = []
    for name, phone in ((elsewhere.name, elsewhere.phone), ("何无", "19900007802")):
        form = {"name": name, "phone": phone, "area": area.code, "role": role}
        form |= {"chosen_by": "recommended", "starts_on": "2026-01-01"}
        if is_page:
            answer = client.post("/governance/appointments/new/", form)
        else:
            answer = client.post("/api/v1/governance/appointments/", form, content_type="application/json")
        codes.append(answer.status_code)
    assert codes == [302 if is_page else 201] * 2
    assert Person.objects.count() == before + 2
    assert elsewhere.appointments.count() == held
    new = Person.objects.exclude(pk=elsewhere.pk).get(name="何外")
    assert (new.area, new.identity_pending) == (area, True)
    assert not Person.objects.get(name="何无").identity_pending
    if has_account:
        assert ways.are_open() == (200, 200)


def test_a_roster_joins_nobody_of_another_place_and_tells_nothing(place):
    who = place.official.person
    row = {"_row": 2, "area": place.building, "role": "邻长", "name": who.name, "phone": who.phone}
    held = who.appointments.count()
    assert list(roster.check_rows([row], place.secretary)) == []
    assert written(ROSTER, [row], place.secretary) == (1, 0)
    assert written(ROSTER, [row], place.secretary) == (0, 0)
    assert who.appointments.count() == held
    new = Person.objects.exclude(pk=who.pk).get(name=who.name)
    assert (new.area, new.identity_pending) == (place.building, True)
    assert IdentityCheck.objects.open().get().other == who
    assert list(roster.check_rows([row], user_with("district_office", place.district))) == []


def test_an_account_of_another_place_that_is_known_by_a_post_gets_no_second_one_here(place, client):
    appoint("volunteer_lead", place.community, place.official.person)
    ways = Ways(place.official)
    form = described(place.official, place.building, "neighbour_head")
    client.force_login(place.secretary)
    before = state()
    page = client.post("/governance/appointments/new/", form)
    assert page.status_code == 422
    assert "何外登记在您的辖区以外，且已有账号" in page.content.decode()
    assert 'value="何外"' in page.content.decode()
    answer = client.post("/api/v1/governance/appointments/", form, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "holder_out_of_sight")
    row = {"_row": 2, "area": place.building, "role": "邻长", "name": "何外", "phone": form["phone"]}
    assert ["已有账号" in sentence for *_, sentence in roster.check_rows([row], place.secretary)] == [True]
    assert state() == before
    assert ways.are_open() == (200, 200)


def test_whoever_sees_the_person_and_the_security_administrator_give_it(place):
    office = user_with("district_office", place.district)
    sec_admin = user_with("sec_admin", place.district)
    given = {"area": place.compound, "chosen_by": "recommended"}
    who = {"name": place.official.person.name, "phone": place.official.person.phone}
    people.appoint(Appointment(), actor=office, role="branch_secretary", **who, **given)
    people.grant(Appointment(), actor=sec_admin, role="volunteer_lead", person=place.official.person, **given)
    people.appoint(
        Appointment(), actor=place.secretary, role="volunteer_lead", name="陈小志", phone="19900007777", **given
    )


def test_who_gets_rights_by_a_post_is_told_why_the_access_ended(place):
    ways = Ways(place.neighbour)
    given = {"area": place.other_compound, "role": "neighbour_head", "chosen_by": "recommended"}
    who = {"name": place.neighbour.person.name, "phone": place.neighbour.person.phone}
    office = user_with("district_office", place.district, name="周联")
    people.appoint(Appointment(), actor=office, **who, **given)
    assert ways.are_open() == (302, 401)
    notice = Notice.objects.get(recipient=place.neighbour, title=TITLE)
    assert notice.body.startswith(f"登记任职：{place.other_compound.name}邻长，由{office.signature()}办理。")
    assert "已在各处退出登录" in notice.body


def test_a_post_that_changes_no_rights_ends_no_access(place):
    ways = Ways(place.neighbour)
    given = {"area": place.building, "role": "neighbour_head", "chosen_by": "recommended"}
    who = {"name": place.neighbour.person.name, "phone": place.neighbour.person.phone}
    post = people.appoint(Appointment(), actor=place.secretary, **who, **given)
    people.end(post, actor=place.secretary, note="登记有误")
    person = place.neighbour.person
    row = {"_row": 2, "area": place.building, "role": "邻长", "name": person.name, "phone": person.phone}
    written(ROSTER, [row], place.secretary)
    written(ROSTER, [row | {"household_count": 12}], place.secretary)
    assert Appointment.objects.filter(person=person, household_count=12).exists()
    assert ways.are_open() == (200, 200)
    assert not Notice.objects.filter(title=TITLE).exists()
    assert ApiKey.objects.filter(user=place.neighbour).exists()
