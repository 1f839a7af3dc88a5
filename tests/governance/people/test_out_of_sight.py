"""Nobody changes the rights, or ends the access, of somebody else's account by knowing a name and a telephone."""

import pytest
from django.test import Client

from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed
from governance.models import Appointment, Person
from governance.people.actions import access, roster
from governance.people.actions import posts as people
from governance.people.ways_in import ApiKey
from tests.clients import PASSWORD
from tests.factories.base import make_district, user_with

TITLE = "您的岗位权限有变动"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, "secretary", name="陈芳")
    place.official = user_with("street_admin", place.other_street, "official", name="何外")
    place.neighbour = user_with("branch_secretary", place.compound, "neighbour", name="李内")
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


@pytest.mark.parametrize(
    ("role", "who"), [("branch_secretary", "由安全管理员授予"), ("neighbour_head", "能看到此人的上级")]
)
def test_an_account_of_another_place_gets_no_post_by_name_and_telephone(place, client, role, who):
    ways = Ways(place.official)
    area = place.compound if role == "branch_secretary" else place.building
    form = described(place.official, area, role)
    client.force_login(place.secretary)
    before = state()
    page = client.post("/governance/appointments/new/", form)
    assert page.status_code == 422
    assert "何外登记在您的辖区以外，且已有账号" in page.content.decode()
    assert who in page.content.decode()
    assert 'value="何外"' in page.content.decode()
    answer = client.post("/api/v1/governance/appointments/", form, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "holder_out_of_sight")
    assert state() == before
    assert ways.are_open() == (200, 200)


def test_the_roster_names_the_row_of_such_an_account(place):
    person = place.official.person
    row = {
        "_row": 2, "area": place.building.code, "role": "邻长", "name": person.name, "phone": person.phone,
    }  # fmt: skip
    found = list(roster.check_rows([row], place.secretary))
    assert [(number, column) for number, column, _ in found] == [(2, "name")]
    assert "何外" not in found[0][2]
    assert "已有账号" in found[0][2]
    assert list(roster.check_rows([row], user_with("district_office", place.district))) == []


def test_whoever_sees_the_person_and_the_security_administrator_give_it(place):
    office = user_with("district_office", place.district)
    sec_admin = user_with("sec_admin", place.district)
    given = {"area": place.compound, "chosen_by": "recommended"}
    who = {"name": place.official.person.name, "phone": place.official.person.phone}
    with pytest.raises(NotAllowed):
        people.appoint(Appointment(), actor=place.secretary, role="branch_secretary", **who, **given)
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
    row = {"area": place.building.code, "role": "邻长", "name": person.name, "phone": person.phone}
    roster.write_rows([row], actor=place.secretary)
    roster.write_rows([row | {"household_count": 12}], actor=place.secretary)
    assert Appointment.objects.filter(person=person, household_count=12).exists()
    assert ways.are_open() == (200, 200)
    assert not Notice.objects.filter(title=TITLE).exists()
    assert ApiKey.objects.filter(user=place.neighbour).exists()
