"""No side door to rights: units come with granted posts, nobody changes an own post, one person is one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Invalid, NotAllowed, Refused
from governance.models import Appointment, Organisation, Person, User
from governance.people import roster
from governance.people.actions import accounts
from governance.people.actions import posts as people
from tests.factories.base import make_district, user_with

ID = invented_id_number(900_001)


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, "secretary", name="陈芳")
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin")
    place.secadmin = user_with("sec_admin", place.district, "secadmin")
    place.unit = Organisation.objects.create(
        name="区住建局", kind="department", area=place.district, status="active", founded_on=clock.today()
    )
    return place


def state():
    return Appointment.objects.count(), Person.objects.count(), User.objects.count(), Event.objects.count()


def own(place, **more):
    person = place.secretary.person
    return {"name": person.name, "phone": person.phone, "area": place.community.code, "role": "volunteer_lead"} | more


def test_a_registered_post_carries_no_unit(place, client):
    client.force_login(place.secretary)
    form = {
        "name": "张小邻",
        "phone": "19900005678",
        "area": place.community.code,
        "role": "volunteer_lead",
        "unit": place.unit.pk,
        "chosen_by": "recommended",
        "starts_on": "2026-01-01",
    }
    assert 'name="unit"' not in client.get("/governance/appointments/new/").content.decode()
    client.post("/governance/appointments/new/", form)
    assert not Appointment.objects.exclude(unit=None).exists()
    given = {"role": "volunteer_lead", "area": place.community, "unit": place.unit}
    for write in (
        lambda: people.appoint(Appointment(), actor=place.secretary, name="陈小志", **given),
        lambda: people.grant(Appointment(), actor=place.secadmin, person=place.secretary.person, **given),
    ):
        before = state()
        with pytest.raises(Invalid, match="单位只随安全管理员授予的岗位"):
            write()
        assert state() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            person=place.secretary.person, role="neighbour_head", area=place.building, unit=place.unit
        )


@pytest.mark.parametrize("role", ["branch_secretary", "volunteer_lead"])
def test_nobody_appoints_the_own_person(place, client, role):
    client.force_login(place.secretary)
    before = state()
    form = own(place, role=role, area=place.compound.code, chosen_by="recommended", starts_on="2026-01-01")
    answer = client.post("/governance/appointments/new/", form)
    assert answer.status_code == 422
    assert "不能给自己登记" in answer.content.decode()
    assert client.post("/api/v1/governance/appointments/", form, content_type="application/json").status_code == 403
    assert state() == before


def test_nobody_amends_or_ends_a_post_of_the_own_person(place):
    post = Appointment.objects.create(
        person=place.secretary.person, role="volunteer_lead", area=place.community, starts_on=clock.today()
    )
    before = state()
    for step in (
        lambda: people.amend(post, actor=place.secretary, ends_on=clock.today() + timedelta(999)),
        lambda: people.end(post, actor=place.secretary, note="自行离任"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            step()
        assert refusal.value.code == "own_post"
    assert state() == before
    post.refresh_from_db()
    assert (post.ends_on, post.status) == (None, "active")


def test_the_roster_gives_nobody_an_own_post(place):
    person = place.secretary.person
    row = {
        "_row": 2, "area": place.compound, "role": "片长", "name": person.name, "phone": person.phone,
    }  # fmt: skip
    found = list(roster.check_rows([row], place.secretary))
    assert [(number, column) for number, column, _ in found] == [(2, "name")]
    assert "不能给自己登记" in found[0][2]
    office = user_with("district_office", place.district)
    assert list(roster.check_rows([row], office)) == []


def test_an_account_needs_telephone_and_identity_number(place, client):
    client.force_login(place.sysadmin)
    form = {"username": "new.one", "name": "陈小新", "area": place.street.code}
    for missing in ({"phone": "19900000051"}, {"id_number": ID}):
        before = state()
        assert client.post("/governance/accounts/new/", form | missing).status_code == 422
        assert state() == before
    before = state()
    with pytest.raises(Refused) as refusal:
        accounts.open_account(User(), actor=place.sysadmin, username="new.one", name="陈小新", area=place.street)
    assert refusal.value.code == "identity_missing"
    assert state() == before


def test_one_person_has_one_account_whatever_telephone_is_given(place):
    given = {"actor": place.sysadmin, "area": place.street, "id_number": ID}
    first = accounts.open_account(User(), username="one.one", name="陈小新", phone="19900000051", **given)
    before = state()
    for name, phone, code in (
        ("陈小新", "19900000052", "person_has_account"),
        ("陈小旧", "19900000053", "id_number_of_another"),
    ):
        with pytest.raises(Refused) as refusal:
            accounts.open_account(User(), username="two.two", name=name, phone=phone, **given)
        assert refusal.value.code == code
    assert state() == before
    assert User.objects.get(person__name="陈小新") == first


def test_an_account_joins_the_person_whom_the_registry_knows(place):
    known = people.save_person(Person(), actor=None, name="陈小新", phone="19900000051", area=place.community)
    user = accounts.open_account(
        User(),
        actor=place.sysadmin,
        username="one.one",
        name="陈小新",
        phone="19900000051",
        id_number=ID,
        area=place.street,
    )
    known.refresh_from_db()
    assert (user.person, known.id_number) == (known, ID)


def test_an_identity_number_is_registered_once(place):
    people.save_person(Person(), actor=None, name="陈小新", id_number=ID, area=place.community)
    with pytest.raises(Invalid, match="已登记在另一人名下"), transaction.atomic():
        people.save_person(Person(), actor=None, name="陈小旧", id_number=ID, area=place.community)


def test_an_administrator_cannot_be_a_second_administrator_by_a_second_account(place):
    person = place.sysadmin.person
    before = state()
    with pytest.raises(Refused) as refusal:
        accounts.open_account(
            User(), actor=place.sysadmin, username="second", name=person.name, phone="19900000077",
            id_number=person.id_number, area=place.district,
        )  # fmt: skip
    assert refusal.value.code == "person_has_account"
    assert state() == before


def test_the_posts_of_several_accounts_are_read_in_one_question(place, django_assert_num_queries):
    """Each has its own, and a post that ended is nobody's."""
    users = [place.secretary, place.sysadmin, place.secadmin]
    by_themselves = [User.objects.get(pk=user.pk).posts for user in users]
    for ended in (False, True):
        fresh = [User.objects.get(pk=user.pk) for user in users]
        with django_assert_num_queries(1):
            User.read_posts(fresh)
            assert [user.posts for user in fresh] == by_themselves
        with django_assert_num_queries(0):
            User.read_posts(fresh)  # known
        if not ended:
            Appointment.objects.filter(person=place.secretary.person).update(
                status="ended", ended_on=clock.today(), ends_on=F("starts_on")
            )
            by_themselves[0] = []
