"""Committees: set up with their members, changed, closed; and every refusal."""

import html

import pytest

from disputes.committees import actions as committees
from disputes.models import MediationCommittee, Mediator
from governance.kernel.models.events import Event
from governance.models import Person, User
from governance.people.actions.posts import save_person
from tests.disputes.refusals import refused
from tests.factories import disputes as make
from tests.factories.base import user_with


def committee_form(room, **changes):
    people = [("周明", "m", "head"), ("吴兰", "f", "member"), ("郑强", "m", "member")]
    data = {
        "name": "金山街道人民调解委员会",
        "short_name": "金山",
        "level": "street",
        "area": room.place.street.code,
        "term_from": "2026-01-01",
    }
    for number, (name, gender, post) in enumerate(people):
        data |= {
            f"mediators-{number}-name": name,
            f"mediators-{number}-gender": gender,
            f"mediators-{number}-post": post,
        }
    return data | changes


def test_a_committee_is_set_up_with_its_members(client, room):
    client.force_login(user_with("street_admin", room.place.street))
    answer = client.post("/disputes/committees/new/", committee_form(room))
    assert answer.status_code == 302, answer.content.decode()
    committee = MediationCommittee.objects.get(short_name="金山")
    assert committee.mediators.count() == 3
    assert committee.term_until.year == 2029
    assert client.get(committee.get_absolute_url()).status_code == 200
    assert committee.name in client.get("/disputes/committees/").content.decode()
    assert client.get("/api/v1/disputes/committees/").json()["results"][0]["mediators"]


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("妇女", {"mediators-1-gender": "m"}),
        ("一名主任", {"mediators-1-post": "head"}),
        ("3 至 9 人", {"mediators-2-post": "hired"}),
        ("只设在区", {"level": "district"}),
    ],
)
def test_a_committee_is_refused(client, room, sentence, changes):
    client.force_login(user_with("street_admin", room.place.street))
    before = Event.objects.count()
    answer = client.post("/disputes/committees/new/", committee_form(room, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert MediationCommittee.objects.count() == 1
    assert Event.objects.count() == before


def test_a_committee_with_open_cases_is_not_closed(client, room):
    make.stored(room)
    client.force_login(user_with("street_admin", room.place.street))
    answer = client.post(f"{room.committee.get_absolute_url()}close/", {"reason": "合并"})
    assert answer.status_code == 422 or "在办案件" in answer.content.decode()
    room.committee.refresh_from_db()
    assert room.committee.status == "in_office"


def test_a_mediator_hands_over_before_leaving(room):
    """The committee's people are changed only when nobody leaves an open case behind."""
    third = user_with("mediator", room.place.community, name="向新人")
    street = user_with("street_admin", room.place.street)
    make.mediating(room)
    rows = [
        {"name": one.name, "gender": "f", "post": post, "phone": "", "account": one.username}
        for one, post in ((room.head, "head"), (room.second, "member"), (third, "member"))
    ]
    error = refused("mediator_has_cases", committees.change, room.committee, actor=street, mediators=rows)
    assert "谭志强还有 1 件在办案件" in error.message
    assert room.committee.mediators.active().filter(person=room.mediator.person).exists()


@pytest.mark.parametrize("username", ["far.one", "nobody"])
def test_an_account_out_of_sight_is_refused_like_one_that_is_not_there(client, room, username):
    user_with("branch_secretary", room.place.other_compound, "far.one", name="周明")
    client.force_login(user_with("street_admin", room.place.street))
    before = Event.objects.count(), Mediator.objects.count()
    answer = client.post("/disputes/committees/new/", committee_form(room, **{"mediators-0-account": username}))
    assert answer.status_code == 422
    assert f"账号“{username}”不存在，或不是周明的账号" in html.unescape(answer.content.decode())
    assert (Event.objects.count(), Mediator.objects.count()) == before


def test_an_account_in_sight_is_taken(client, room):
    near = user_with("branch_secretary", room.place.compound, "near.one", name="周明")
    client.force_login(user_with("street_admin", room.place.street))
    answer = client.post("/disputes/committees/new/", committee_form(room, **{"mediators-0-account": "near.one"}))
    assert answer.status_code == 302
    assert Mediator.objects.filter(person=near.person).exists()


@pytest.mark.parametrize("is_known_elsewhere", [False, True])
def test_a_name_and_telephone_out_of_sight_are_as_new_ones(client, room, is_known_elsewhere):
    phone = "19900005551"
    if is_known_elsewhere:
        far = save_person(Person(), actor=None, name="周明", phone=phone, area=room.place.other_compound)
    client.force_login(user_with("street_admin", room.place.street))
    people = Person.objects.count()
    answer = client.post("/disputes/committees/new/", committee_form(room, **{"mediators-0-phone": phone}))
    assert answer.status_code == 302
    assert Person.objects.count() == people + 3
    mine = Mediator.objects.get(person__name="周明", committee__short_name="金山").person
    assert mine.identity_pending is is_known_elsewhere
    assert not is_known_elsewhere or mine != far


def test_a_seat_ends_a_password_from_a_hand_that_knows_the_number(client, room):
    """A seat gives rights without a post: who opened the account and knows the number may know the password, too."""
    keeper, other = (user_with("sys_admin", room.place.district) for _ in range(2))
    found = {}
    for name, hand in (("周明", keeper), ("吴兰", other)):
        user = user_with(None, room.place.street, name=name)
        Person.objects.filter(pk=user.person_id).update(id_number_by=keeper)
        user.link_by = hand
        user.set_password("Brand-New-2026")
        user.save()
        found[name] = user
    client.force_login(user_with("street_admin", room.place.street))
    seats = {f"mediators-{n}-account": user.username for n, user in enumerate(found.values())}
    assert client.post("/disputes/committees/new/", committee_form(room, **seats)).status_code == 302
    known, unknown = (User.objects.get(pk=user.pk) for user in found.values())
    assert (known.has_usable_password(), known.reset_by) == (False, keeper)
    assert (unknown.has_usable_password(), unknown.reset_by) == (True, None)


def test_a_mediator_without_a_post_is_found_by_name_and_initials(client, room):
    """Whoever may see the committee finds those who mediate in it; who has left is found no more."""
    client.force_login(user_with("street_admin", room.place.street))
    client.post("/disputes/committees/new/", committee_form(room))
    committee = MediationCommittee.objects.get(short_name="金山")
    for words in ("吴兰", "wulan"):
        page = client.get("/search/", {"q": words}).content.decode()
        assert "人民调解员" in page
        assert f'href="{committee.get_absolute_url()}"' in page
        assert f"{committee.name} 委员" in page
    Mediator.objects.filter(person__name="吴兰").update(left_on="2020-01-01")
    assert "人民调解员" not in client.get("/search/", {"q": "吴兰"}).content.decode()
