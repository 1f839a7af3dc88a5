"""Two rows of one person become one, by two people; what named the one names the other, and the one stays readable."""

import pytest

from governance.demo_world import invented_id_number
from governance.kernel.clock import rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError, NotAllowed, Refused
from governance.models import Appointment, Organisation, OrgMember, Person
from governance.people.actions import merging, switching
from governance.people.actions import posts as people
from governance.people.actions.posts import fill
from governance.people.checks import merged_people_hold_nothing
from tests.factories.base import BEGAN, appoint, make_district, person, user_with


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.first = user_with("street_admin", place.street, "first")
    place.second = user_with("street_admin", place.street, "second")
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin")
    place.old, place.new = person(place.compound, "陈小甲"), person(place.compound, "陈小甲")
    for who, phone in ((place.old, "19900001001"), (place.new, "19900001002")):
        fill(who, phone=phone)
        who.save()
    return place


def state():
    people_now = list(Person.objects.order_by("pk").values_list("pk", "status", "merge_into", "merged_into"))
    posts = list(Appointment.objects.order_by("pk").values_list("pk", "person", "status"))
    return people_now, posts, Event.objects.count(), Deadline.objects.count()


def propose(place, **more):
    given = {"actor": place.first, "into": place.old, "note": "换了手机号", **more}
    return merging.propose_merge(place.new, **given)


def merged(place):
    return merging.confirm_merge(propose(place), actor=place.second)


def refused(code, work, error=BusinessError):
    before = state()
    with pytest.raises(error) as refusal:
        work()
    assert refusal.value.code == code
    assert state() == before


def test_posts_duties_and_events_are_kept(place):
    double = appoint("group_leader", place.compound, place.new)
    appoint("group_leader", place.compound, place.old)
    own = appoint("patch_leader", place.compound, place.new)
    branch = Organisation.objects.create(
        name="志愿服务办", kind="department", area=place.district, status="active", founded_on=BEGAN
    )
    member = OrgMember.objects.create(organisation=branch, person=place.new, duty="委员", starts_on=BEGAN)
    one = merged(place)
    for row in (double, own, member):
        row.refresh_from_db()
        assert row.person_id == place.old.pk
    assert (double.status, own.status) == ("ended", "active")
    assert (one.status, one.current) == ("merged", place.old)
    assert Event.objects.filter(kind="governance.person.confirm_merge", object_id=place.new.pk).count() == 1
    assert merged_people_hold_nothing() == []
    assert not Deadline.objects.open().filter(object_type="governance.person").exists()


def test_the_merged_row_stays_readable_and_its_telephone_known(place, client):
    merged(place)
    client.force_login(place.first)
    page = client.get(place.new.get_absolute_url()).content.decode()
    assert "已并入" in page
    assert place.old.get_absolute_url() in page
    listed = client.get("/governance/people/").content.decode()
    assert place.old.get_absolute_url() in listed
    assert place.new.get_absolute_url() not in listed
    assert place.new.get_absolute_url() in client.get("/governance/people/?tab=merged").content.decode()
    assert people.known_person(place.compound, place.first, name="陈小甲", phone="19900001002") == place.old


def test_nobody_confirms_the_own_proposal_or_merges_the_own_person(place):
    proposed = propose(place)
    refused("own_proposal", lambda: merging.confirm_merge(proposed, actor=place.first), NotAllowed)
    merging.drop_merge(proposed, actor=place.first, note="是两个人")
    mine = place.first.person
    refused("own_person", lambda: propose(place, into=mine), NotAllowed)
    refused("own_person", lambda: merging.propose_merge(mine, actor=place.first, into=place.old, note="x"), NotAllowed)
    refused("no_merge_proposed", lambda: merging.confirm_merge(place.new, actor=place.second))


def test_two_people_are_not_merged(place):
    for who, serial in ((place.old, 1), (place.new, 2)):
        fill(who, id_number=people_number(serial))
        who.save()
    refused("other_id_number", lambda: propose(place), Refused)


def people_number(serial):
    return invented_id_number(910_000 + serial)


def test_identity_number_and_account_go_with_the_person(place):
    user = user_with(None, place.compound, "lead", name="陈小甲")
    number = user.person.id_number
    proposed = merging.propose_merge(user.person, actor=place.first, into=place.old, note="同一人")
    merging.confirm_merge(proposed, actor=place.second)
    user.refresh_from_db()
    assert user.person == place.old
    assert Person.objects.get(pk=place.old.pk).id_number == number


def test_two_accounts_are_merged_only_when_one_is_stopped(place):
    keeps = user_with(None, place.compound, "keeps", name="陈小丙")
    goes = user_with(None, place.compound, "goes", name="陈小丙")
    fill(goes.person, id_number="")
    goes.person.save()
    given = {"actor": place.first, "into": keeps.person, "note": "同一人"}
    refused("two_accounts", lambda: merging.propose_merge(goes.person, **given), Refused)
    goes = switching.stop(goes, actor=place.sysadmin, note="重复")
    merging.confirm_merge(merging.propose_merge(goes.person, **given), actor=place.second)
    goes.refresh_from_db()
    assert goes.person.merged_into == keeps.person
    refused("person_merged", lambda: switching.restart(goes, actor=place.sysadmin))


def test_rights_move_by_the_security_administrator_only(place):
    twin = user_with("street_staff", place.street, "staff", name="陈小甲").person
    given = {"actor": place.first, "into": place.old, "note": "同一人"}
    refused("carries_rights", lambda: merging.propose_merge(twin, **given), Refused)


def test_the_form_offers_those_who_may_be_the_same(place, client):
    other = person(place.compound, "李小乙")
    client.force_login(place.first)
    address = place.new.url("propose_merge")
    page = client.get(address).content.decode()
    assert f'value="{place.old.pk}"' in page
    assert f'value="{other.pk}"' not in page
    before = state()
    assert client.post(address, {"into": other.pk, "note": "x"}).status_code == 422
    assert state() == before
    assert client.post(address, {"into": place.old.pk, "note": "同一人"}).status_code == 302
    assert Person.objects.get(pk=place.new.pk).merge_into == place.old


def test_a_post_with_another_telephone_is_asked(place):
    appoint("group_leader", place.compound, place.old)
    given = {"actor": place.first, "area": place.compound, "role": "group_leader", "name": "陈小甲"}
    given |= {"starts_on": BEGAN, "phone": "19900001009"}
    refused("likely_same_person", lambda: people.appoint(Appointment(), **given), Refused)
    other = people.appoint(Appointment(), **given, same="另一人")
    assert other.person not in (place.old, place.new)
