"""The telephone of a post is open to colleagues; the person's own stays masked."""

import pytest

from governance.kernel.models.events import Event
from governance.models import Appointment
from governance.people.actions.posts import fill
from tests.clients import flat
from tests.factories.base import appoint, make_district, person, user_with

OFFICE, OWN = "0731-28800001", "19900000001"


@pytest.fixture
def place(db):
    place = make_district()
    place.street_user = user_with("street_admin", place.street)
    holder = person(place.community, "林永红")
    fill(holder, phone=OWN)
    holder.save()
    place.post = appoint("community_secretary", place.community, holder)
    return place


def step_of(post):
    return f"/governance/appointments/{post.pk}/set_work_phone/"


def enter(client, post, number):
    return client.post(step_of(post), {"work_phone": number, "_version": post.version})


def test_the_street_enters_it_also_for_posts_that_carry_rights_and_everybody_there_may_call(place, client):
    client.force_login(place.street_user)
    assert enter(client, place.post, "0731 28800001").status_code == 302
    place.post.refresh_from_db()
    assert place.post.work_phone == OFFICE
    assert Event.objects.get(kind="governance.appointment.set_work_phone").data["facts"] == [["工作电话", OFFICE]]
    client.force_login(user_with("mediator", place.community))
    link = f'href="tel:073128800001" aria-label="打电话给林永红：{OFFICE}">{OFFICE}</a>'
    for address in (place.post.get_absolute_url(), place.post.person.get_absolute_url(), "/governance/appointments/"):
        page = flat(client.get(address).content.decode())
        assert link in page, address
        assert OWN not in page
    shown = client.get("/api/v1/governance/appointments/").json()["results"]
    assert {row["work_phone"] for row in shown if row["person"] == "林永红"} == {OFFICE}


def test_it_is_taken_away_again(place, client):
    client.force_login(place.street_user)
    enter(client, place.post, OFFICE)
    place.post.refresh_from_db()
    assert enter(client, place.post, "").status_code == 302
    assert Appointment.objects.get(pk=place.post.pk).work_phone == ""


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (OWN, "这是登记在本人名下的手机号，平台按个人信息保护"),
        ("2880", "电话须为 11 位手机号，或带区号的固定电话"),
    ],
)
def test_a_private_number_or_none_at_all_is_refused_and_nothing_is_written(place, client, number, sentence):
    client.force_login(place.street_user)
    answer = enter(client, place.post, number)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{number}"' in page
    assert Appointment.objects.get(pk=place.post.pk).work_phone == ""
    assert not Event.objects.filter(kind="governance.appointment.set_work_phone").exists()


def test_the_same_number_again_is_no_change(place, client):
    client.force_login(place.street_user)
    assert "没有要更改的内容" in enter(client, place.post, "").content.decode()
    assert not Event.objects.filter(kind="governance.appointment.set_work_phone").exists()


def test_a_private_number_is_refused_with_a_new_post_too(place, client):
    client.force_login(place.street_user)
    before = Appointment.objects.count()
    form = {"name": "张三", "phone": OWN, "work_phone": OWN, "role": "patch_leader", "area": place.compound.code}
    answer = client.post(
        "/governance/appointments/new/", {**form, "chosen_by": "recommended", "starts_on": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "平台按个人信息保护" in answer.content.decode()
    assert Appointment.objects.count() == before


def test_other_streets_and_those_who_keep_no_register_do_not_enter_it(place, client):
    for user in (user_with("street_admin", place.other_street), user_with("mediator", place.community)):
        client.force_login(user)
        assert enter(client, place.post, OFFICE).status_code in (403, 404)
    assert Appointment.objects.get(pk=place.post.pk).work_phone == ""
