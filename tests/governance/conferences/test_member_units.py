"""Who stands in a joint conference is no one person's: a unit joins and leaves by two hands, and counts accordingly."""

import pytest

from governance.conferences.actions import units
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import ConferenceUnit, Organisation
from tests.factories.base import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(place):
    return user_with("district_office", place.district)


@pytest.fixture
def seat(room):
    return ConferenceUnit.objects.get(unit=room.units["区民政局"])


def refused(act):
    with pytest.raises(BusinessError) as refusal:
        act()
    return refusal.value.code


def standing(area):
    return ConferenceUnit.objects.active().filter(area=area).count()


def test_a_unit_leaves_when_another_person_agrees(room, seat, other):
    before = standing(room.area)
    asked = units.ask_stop_unit(seat, actor=room.office, note="机构改革，职能划转")
    assert standing(room.area) == before
    assert refused(lambda: units.stop_unit(asked, actor=room.office)) == "own_proposal"
    assert refused(lambda: units.ask_stop_unit(asked, actor=other, note="重复提请")) == "leaving_already"
    assert standing(room.area) == before
    assert units.stop_unit(asked, actor=other).status == "stopped"
    assert standing(room.area) == before - 1


def test_nobody_leaves_unasked_and_a_refusal_ends_the_question(room, seat, other):
    assert refused(lambda: units.stop_unit(seat, actor=other)) == "leaving_not_asked"
    seat = units.ask_stop_unit(seat, actor=room.office, note="机构改革，职能划转")
    seat = units.keep_unit(seat, actor=other)
    assert seat.status == "active"
    assert refused(lambda: units.stop_unit(seat, actor=other)) == "leaving_not_asked"


def test_a_unit_joins_and_comes_back_when_another_person_agrees(room, seat, other):
    before = standing(room.area)
    unit = Organisation.objects.create(kind="unit", name="区数据局", area=room.area, status="active")
    added = units.add_unit(ConferenceUnit(), actor=room.office, area=room.area, unit=unit, person=None, order=20)
    assert (added.status, standing(room.area)) == ("joining", before)
    assert refused(lambda: units.confirm_unit(added, actor=room.office)) == "own_proposal"
    assert units.confirm_unit(added, actor=other).status == "active"
    assert standing(room.area) == before + 1
    gone = units.stop_unit(units.ask_stop_unit(seat, actor=room.office, note="职能划转"), actor=other)
    back = units.restart_unit(gone, actor=other)
    assert refused(lambda: units.confirm_unit(back, actor=other)) == "own_proposal"
    gone = units.decline_unit(back, actor=room.office, note="暂不恢复")
    assert (gone.status, gone.get_status_display()) == ("declined", "未同意加入")
    again = units.restart_unit(gone, actor=room.office)
    assert units.confirm_unit(again, actor=other).status == "active"


@pytest.mark.parametrize(("status", "code"), [("active", "member_already"), ("joining", "joining_already")])
def test_a_unit_has_one_row_and_adding_it_again_says_how_it_stands(client, room, seat, other, status, code):
    ConferenceUnit.objects.filter(pk=seat.pk).update(status=status)
    given = {"area": room.area, "unit": seat.unit, "person": None}
    assert refused(lambda: units.add_unit(ConferenceUnit(), actor=room.office, **given)) == code


@pytest.mark.parametrize("status", ["stopped", "declined"])
def test_who_left_or_was_not_let_in_comes_back_by_its_own_row(client, room, seat, status):
    ConferenceUnit.objects.filter(pk=seat.pk).update(status=status)
    seat.refresh_from_db()
    count, events = ConferenceUnit.objects.count(), Event.objects.count()
    client.force_login(room.office)
    sent = {"area": room.area.code, "unit": seat.unit_id, "order": 7}
    page = client.post("/governance/conference-units/new/", sent)
    words = page.content.decode()
    assert page.status_code == 422
    assert f"已有登记（{seat.get_status_display()}）" in words
    assert "提请恢复成员单位" in words
    assert 'value="7"' in words
    assert (ConferenceUnit.objects.count(), Event.objects.count()) == (count, events)
    assert units.restart_unit(seat, actor=room.office).status == "joining"


# ------------------------------------------------------------ who speaks for it, who convenes
def spoken(seat):
    seat.refresh_from_db()
    return seat.person, seat.is_chair, seat.next_person, seat.next_is_chair


def open_tasks(seat):
    return set(Deadline.objects.open().filter(object_id=seat.pk).values_list("task", flat=True))


def test_who_speaks_and_who_convenes_changes_by_two_hands(room, seat, other):
    before, new = seat.person, room.leader.person
    asked = units.ask_change_unit(seat, actor=room.office, person=new, is_chair=True)
    assert spoken(seat) == (before, False, new, True)
    assert open_tasks(seat) == {"确认成员单位代表、召集人变更"}
    assert refused(lambda: units.change_unit(asked, actor=room.office)) == "own_proposal"
    again = lambda: units.ask_change_unit(asked, actor=other, person=None)  # noqa: E731
    assert refused(again) == "change_asked_already"
    assert spoken(seat) == (before, False, new, True)
    units.change_unit(asked, actor=other)
    assert spoken(seat) == (new, True, None, False)
    assert not open_tasks(seat)
    assert refused(lambda: units.change_unit(seat, actor=other)) == "change_not_asked"
    told = dict(Event.objects.filter(kind="governance.conference_unit.change").get().data["facts"])
    assert told == {"代表": f"{before.name} → {new.name}", "召集人": "否 → 是"}


def test_a_change_is_dismissed_asked_again_and_ends_when_the_unit_leaves(room, seat, other):
    before = seat.person
    assert refused(lambda: units.ask_change_unit(seat, actor=room.office, person=before)) == "nothing_changed"
    asked = units.ask_change_unit(seat, actor=room.office, person=None)
    kept = units.dismiss_change(asked, actor=other)
    assert spoken(seat) == (before, False, None, False)
    asked = units.ask_change_unit(kept, actor=room.office, person=before, is_chair=True)
    leaving = units.ask_stop_unit(asked, actor=room.office, note="机构改革，职能划转")
    assert len(open_tasks(seat)) == 2
    gone = units.stop_unit(leaving, actor=other)
    assert spoken(seat) == (before, False, None, False)
    assert not open_tasks(seat)
    back = units.confirm_unit(units.restart_unit(gone, actor=room.office), actor=other)
    assert refused(lambda: units.change_unit(back, actor=other)) == "change_not_asked"


@pytest.mark.parametrize("field", ["person", "is_chair"])
def test_no_page_or_program_changes_them_by_one_hand(client, room, seat, field):
    before = spoken(seat)
    client.force_login(room.office)
    assert field not in client.get(f"{seat.get_absolute_url()}edit/").context["form"].fields
    given = {"person": room.leader.person_id, "is_chair": True}
    address = f"/api/v1/governance/conference-units/{seat.pk}/steps/edit/"
    body = {field: given[field], "version": seat.version}
    assert client.post(address, body, content_type="application/json").status_code == 422
    assert spoken(seat) == before


def test_the_page_shows_what_waits(client, room, seat, other):
    client.force_login(room.office)
    form = client.get(f"{seat.get_absolute_url()}ask_change/").context["form"]
    assert form["person"].value() == seat.person_id
    sent = {"person": room.leader.person_id, "is_chair": "on", "_version": seat.version}
    assert client.post(f"{seat.get_absolute_url()}ask_change/", sent).status_code == 302
    page = client.get(seat.get_absolute_url()).content.decode()
    assert "待确认的代表" in page
    assert room.leader.person.name in page


def test_the_page_says_who_confirms(client, room, seat, other):
    client.force_login(room.office)
    sent = {"note": "机构改革，职能划转", "_version": seat.version}
    assert client.post(f"{seat.get_absolute_url()}ask_stop/", sent).status_code == 302
    page = client.get(seat.get_absolute_url()).content.decode()
    assert "须由另一人确认" in page
    client.force_login(other)
    page = client.get(seat.get_absolute_url()).content.decode()
    assert "同意退出" in page
    assert "不退出" in page


def test_no_unit_takes_the_place_of_another_by_one_hand(client, room, seat):
    client.force_login(room.office)
    unit = Organisation.objects.create(kind="unit", name="区统计局", area=room.area, status="active")
    address = f"/api/v1/governance/conference-units/{seat.pk}/steps/edit/"
    answer = client.post(address, {"unit": unit.pk, "version": seat.version}, content_type="application/json")
    assert answer.status_code == 422
    assert "unit" not in client.get(f"{seat.get_absolute_url()}edit/").context["form"].fields
    seat.refresh_from_db()
    assert seat.unit == room.units["区民政局"]
