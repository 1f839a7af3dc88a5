"""The conference on pages and in the API: the room, its lists and forms, messages."""

from datetime import timedelta

import pytest

from governance.conferences.actions import agenda
from governance.conferences.forms.sittings import SeatForm
from governance.conferences.workflow.action_items import ACTION
from governance.conferences.workflow.agenda import ITEM
from governance.conferences.workflow.budgets import BUDGET
from governance.conferences.workflow.sittings import CONFERENCE
from governance.conferences.workflow.units import UNIT
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from governance.models import AgendaItem, ConferenceUnit, JointConference, Vote
from tests.factories import conferences as made
from tests.factories import deliberations as talks
from tests.factories.base import make_district, person, user_with

pytestmark = pytest.mark.django_db
ROOM = "/governance/conferences/"


@pytest.fixture
def world(request):
    """(district, room of a conference in session); without it where the test asks for none."""
    return made.make_open_sitting() if "room" in request.fixturenames else (make_district(), None)


@pytest.fixture
def on_the_day():
    with clock.travel(made.DAY):
        yield


def text(answer):
    return answer.content.decode()


# ------------------------------------------------------------ the room
def test_the_chair_decides_in_the_room_and_the_next_item_opens(client, place, room, on_the_day):
    made.voted(room, room.item, yes=8)
    client.force_login(room.leader)
    page = text(client.get(room.conference.get_absolute_url()))
    for words in ("应到 9，实到", "须到 6 个", "要求超过半数（5 个单位），已达到（本区联席会议规则）", "确认结论"):
        assert words in page
    url = f"{room.item.get_absolute_url()}decide/"
    refused = client.post(url, {"decision": "approve", "support_class": "full", "amount": "32000.001"})
    assert refused.status_code == 422
    too_much = client.post(url, {"decision": "approve", "support_class": "full", "amount": "32001"})
    assert "请减少 1.00 元" in text(too_much)
    done = client.post(url, {"decision": "approve", "support_class": "full", "amount": "32,000".replace(",", "")})
    assert done.headers["Location"] == room.item.room_url
    room.item.refresh_from_db()
    assert room.item.decision == "approve"


def test_a_member_votes_on_the_page_while_others_vote(client, place, room, on_the_day):
    officer = room.officers["区民政局"]
    client.force_login(officer)
    page = text(client.get(room.conference.get_absolute_url()))
    assert "区民政局表决" in page
    assert "确认结论" not in page
    made.voted(room, room.item, yes=1)  # somebody was faster: the form is not stale
    url = f"{room.item.get_absolute_url()}vote/"
    assert client.post(url, {"choice": "conditional", "_version": "0"}).status_code == 422
    assert client.post(url, {"choice": "no", "opinion": "先整改", "_version": "0"}).status_code == 302
    assert Vote.objects.get(member__unit__name="区民政局").choice == "no"
    part = client.get(
        f"{room.conference.get_absolute_url()}?item={room.item.pk}&part=votes", headers={"HX-Request": "true"}
    )
    assert "先整改" in text(part)
    assert "<html" not in text(part)


def test_the_office_enters_votes_and_attendance(client, place, room, on_the_day):
    client.force_login(room.office)
    form = client.get(f"{room.item.get_absolute_url()}record_votes/")
    assert form.status_code == 200
    seat = room.seat("区民政局")
    data = {"votes-0-member": seat.pk, "votes-0-choice": "yes", "votes-0-opinion": ""}
    before = list(Vote.objects.values_list("member", "choice"))
    twice = {**data, "votes-1-member": seat.pk, "votes-1-choice": "no", "votes-1-opinion": ""}
    torn = client.post(f"{room.item.get_absolute_url()}record_votes/", twice)
    assert (torn.status_code, list(Vote.objects.values_list("member", "choice"))) == (422, before)
    assert "与第 1 行重复" in text(torn)
    assert client.post(f"{room.item.get_absolute_url()}record_votes/", data).status_code == 302
    url = f"{room.conference.get_absolute_url()}record_attendance/"
    everybody = list(room.conference.members.values_list("pk", flat=True))
    assert client.post(url, {"present": everybody}).status_code == 302
    assert not room.conference.members.filter(signed_in_at=None).exists()
    refused = client.post(url, {"present": []})
    assert refused.status_code == 422


def test_who_is_not_called_does_not_find_the_room(client, place, room):
    for user in (user_with("community_secretary", place.community), user_with("dept_officer", place.other_street)):
        client.force_login(user)
        assert client.get(room.conference.get_absolute_url()).status_code == 404
        assert client.post(f"{room.item.get_absolute_url()}vote/", {"choice": "yes"}).status_code == 404 or not (
            Vote.objects.exists()
        )


def test_minutes_come_as_word(client, place, room, on_the_day):
    made.decided(room, room.item)
    client.force_login(room.office)
    assert client.get(f"{room.conference.get_absolute_url()}minutes.docx").status_code == 404
    made.issued(room)
    answer = client.get(f"{room.conference.get_absolute_url()}minutes.docx")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_conference_by_the_api(client, place, on_the_day):
    room = made.make_room(place.district)
    with clock.travel(made.TODAY):
        client.force_login(room.office)
        body = {"area": place.district.code, "held_on": str(made.DAY), "chair": room.leader.person_id}
        answer = client.post("/api/v1/governance/conferences/", body, content_type="application/json")
        assert answer.status_code == 201, text(answer)
        pk = answer.json()["id"]
        assert len(answer.json()["members"]) == 9
        client.post(f"/api/v1/governance/conferences/{pk}/steps/open_agenda/", {}, content_type="application/json")
        item = {
            "conference": pk,
            "title": "充电棚",
            "area": place.compound.code,
            "proposer": "月塘街道",
            "requested_amount": "5000.00",
        }
        listed = client.post("/api/v1/governance/agenda-items/", item, content_type="application/json")
        assert listed.status_code == 201, text(listed)
        client.post(f"/api/v1/governance/conferences/{pk}/steps/fix_agenda/", {}, content_type="application/json")
    client.logout()  # days went by
    client.force_login(room.office)
    client.post(f"/api/v1/governance/conferences/{pk}/steps/hold/", {}, content_type="application/json")
    room.conference = JointConference.objects.get(pk=pk)
    seats = list(room.conference.members.values_list("pk", flat=True))
    signed = client.post(
        f"/api/v1/governance/conferences/{pk}/steps/record_attendance/",
        {"present": seats},
        content_type="application/json",
    )
    assert signed.status_code == 200, text(signed)
    url = f"/api/v1/governance/agenda-items/{listed.json()['id']}/steps"
    votes = {"votes": [{"member": seat, "choice": "yes"} for seat in seats]}
    assert client.post(f"{url}/record_votes/", votes, content_type="application/json").json()["votes"]["yes"] == 9
    decision = {"decision": "approve", "support_class": "full", "amount": "5000.00"}
    assert client.post(f"{url}/decide/", decision, content_type="application/json").status_code == 403
    client.force_login(room.leader)
    answer = client.post(f"{url}/decide/", decision, content_type="application/json")
    assert answer.json()["amount"] == "5000.00"
    again = client.post(f"{url}/decide/", decision, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert len(client.get("/api/v1/governance/action-items/").json()["results"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "/governance/conferences/",
        "/governance/action-items/",
        "/governance/conference-units/",
        "/governance/budgets/",
        "/governance/deliberations/",
        "/governance/conferences/new/",
        "/governance/conference-units/new/",
        "/governance/budgets/new/",
        "/governance/agenda-items/new/",
        "/governance/agenda-items/new/urge/",
    ],
)
def test_lists_and_forms_open(client, place, room, url):
    client.force_login(room.office)
    assert client.get(url).status_code == 200
    client.logout()
    assert client.get(url).status_code == 302


def test_every_detail_opens(client, place, room, on_the_day):
    made.decided(room, room.item)
    client.force_login(room.office)
    for row in (room.item.actions.get(), room.budget, room.conference):
        assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get("/governance/conference-units/").status_code == 200
    assert client.get(room.item.get_absolute_url()).headers["Location"] == room.item.room_url


def test_the_rooms_queries_do_not_grow_with_its_items(client, place, room, same_queries, on_the_day):
    client.force_login(room.leader)
    url = f"{room.conference.get_absolute_url()}?item={room.item.pk}"

    def grow():
        for number in range(6):
            item = agenda.urge(
                AgendaItem(),
                actor=room.office,
                conference=room.conference,
                title=f"增加{number}",
                area=place.compound,
                proposer="区应急局",
                urgent_reason="情况紧急不能等",
            )
            made.voted(room, item, yes=5)

    same_queries(lambda: client.get(url), grow=grow)


@pytest.mark.parametrize(
    "url", ["/governance/deliberations/", "/api/v1/governance/deliberations/", "/governance/conferences/"]
)
def test_lists_queries_do_not_grow(client, place, same_queries, url):
    room = made.make_conference(place.district)
    talks.called(room.office, place.compound)
    client.force_login(room.office)

    def grow():
        talks.counted(room.office, place.compound)
        made.make_conference(place.district, room=room, held_on=made.DAY + timedelta(30))

    same_queries(lambda: client.get(url), grow=grow)


def test_the_form_of_every_step_opens(client, place, room, on_the_day):
    """Each form of each workflow renders for who may take it, whatever the state of the row."""
    made.decided(room, room.item)
    secretary = user_with("community_secretary", place.community)
    talk = talks.counted(secretary, place.compound)
    rows = (
        (room.office, room.conference, CONFERENCE),
        (room.office, room.item, ITEM),
        (room.office, room.item.actions.get(), ACTION),
        (room.office, room.budget, BUDGET),
        (room.office, ConferenceUnit.objects.first(), UNIT),
        (secretary, talk, DELIBERATION),
    )
    for user, row, workflow in rows:
        client.force_login(user)
        for name in workflow.actions:
            answer = client.get(f"{row.get_absolute_url()}{name}/")
            assert answer.status_code == 200, (workflow.kind, name)


def test_members_are_notified_of_agenda_and_minutes_and_the_chair_of_urgent_matters(place, room, on_the_day):
    agenda.urge(
        AgendaItem(),
        actor=room.office,
        conference=room.conference,
        title="消防隐患",
        area=place.compound,
        proposer="区应急局",
        urgent_reason="隐患不能等",
    )
    deliver_events()
    deliver_events()
    officer = room.officers["区民政局"]
    assert Notice.objects.filter(recipient=officer, title__contains="3月26日14:30召开").count() == 1
    assert Notice.objects.filter(recipient=room.leader, title__startswith="临时增加议题").count() == 1
    for item in room.conference.items.waiting():
        agenda.remove(item, actor=room.office, note="下次再议")
    made.issued(room)
    deliver_events()
    assert Notice.objects.filter(recipient=officer, title__contains="纪要已印发").count() == 1


def test_a_matter_added_late_waits_for_the_chair_until_she_agrees(place, room, on_the_day):
    item = agenda.urge(
        AgendaItem(),
        actor=room.office,
        conference=room.conference,
        title="消防隐患",
        area=place.compound,
        proposer="区应急局",
        urgent_reason="隐患不能等",
    )

    def waiting():
        return list(Deadline.objects.waiting_for(room.leader).values_list("task", "title", "due_on"))

    assert ("同意临时增加议题", "消防隐患", room.conference.held_on) in waiting()
    agenda.approve_urgent(item, actor=room.leader)
    assert "同意临时增加议题" not in [task for task, *_ in waiting()]


def test_the_seats_form_keeps_everybody_who_is_called(client, place):
    room = made.make_conference(place.district)
    seat = room.conference.members.first()
    stranger = person(place.district, "没有账号")
    type(seat).objects.filter(pk=seat.pk).update(person=stranger)
    form = SeatForm(obj=room.conference, user=room.office)
    assert (stranger.pk, "没有账号") in form.person_choices()
    assert form.initial["members"][0]["person"] == stranger.pk
