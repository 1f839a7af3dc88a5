"""Who stands in a joint conference is no one person's: a unit joins and leaves by two hands, and counts accordingly."""

import pytest

from governance.conferences.actions import units
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
    assert units.decline_unit(back, actor=room.office, note="暂不恢复").status == "stopped"


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
