"""Minutes: drafted, signed, issued and sealed; who sees them."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from governance.conferences.actions import agenda
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import (
    AgendaItem,
    ConferenceMember,
    Interest,
    JointConference,
    Vote,
)
from tests.factories import conferences as made
from tests.factories.base import user_with
from tests.factories.conferences import decide, refuses, session

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ minutes and seal
def test_the_recorder_does_not_sign_and_only_the_chair_does(place):
    room = made.make_room(place.district)
    made.make_conference(place.district, room=room, recorder=room.officers["区民政局"].person)
    made.decided(room, session(room, place))
    second = user_with("district_leader", place.district)
    with clock.travel(made.DAY):
        conferences.draft_minutes(room.conference, actor=room.office)
        refuses("not_the_chair", lambda: conferences.sign(room.conference, actor=second))
        refuses("not_allowed", lambda: conferences.sign(room.conference, actor=room.office))
        refuses("wrong_state", lambda: conferences.issue(room.conference, actor=room.office))
        assert conferences.sign(room.conference, actor=room.leader).status == "minutes_signed"


def test_one_person_is_not_chair_and_recorder(place, room):
    with clock.travel(made.TODAY):
        refuses(
            "recorder_is_chair",
            lambda: conferences.edit(room.conference, actor=room.office, recorder=room.leader.person),
        )


def test_a_sitting_ends_only_when_every_item_is_decided(place, room):
    item = session(room, place)
    with clock.travel(made.DAY):
        refuses("items_undecided", lambda: conferences.draft_minutes(room.conference, actor=room.office))
        agenda.remove(item, actor=room.office, note="材料不齐，下次再议")
        assert "撤下" in conferences.draft_minutes(room.conference, actor=room.office).minutes


def test_minutes_are_due_five_working_days_after_the_sitting(place, room):
    session(room, place)
    deadline = Deadline.objects.open().get(object_type="governance.jointconference")
    assert (deadline.rule, deadline.due_on) == ("conference_minutes", clock.add_workdays(made.DAY, 5))


@pytest.fixture
def sealed(world):
    return world[1:]


@pytest.mark.parametrize(
    "change",
    [
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(minutes="改"),
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(status="held"),
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(seal=""),
        lambda room, item: AgendaItem.objects.filter(pk=item.pk).update(amount=1),
        lambda room, item: AgendaItem.objects.filter(pk=item.pk).update(conference=None),
        lambda room, item: Vote.objects.filter(item=item).update(choice="no"),
        lambda room, item: Vote.objects.filter(item=item).delete(),
        lambda room, item: ConferenceMember.objects.update(signed_in_at=None),
        lambda room, item: Interest.objects.create(
            item=item, member=room.seat("区民政局"), reason="补", declared_at=clock.now()
        ),
        lambda room, item: AgendaItem.objects.create(
            conference=room.conference, no=9, title="补", area=item.area, proposer="补"
        ),
    ],
)
def test_the_database_refuses_every_change_of_a_sealed_sitting(sealed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(*sealed)


def test_a_sealed_decision_changes_only_by_a_new_item(place, sealed):
    room, item = sealed
    refuses("wrong_state", lambda: decide(room, item))
    refuses("agenda_not_open", lambda: made.listed(room, place.compound, title="补"))
    later = made.make_conference(place.district, held_on=made.DAY + timedelta(30), room=room)
    new = made.listed(later, place.compound, title="改变决定", supersedes=item.pk)
    made.in_session(later)
    for other in later.conference.items.waiting().exclude(pk=new.pk):
        decide(later, other, decision="defer", amount=None, by_consensus=True)
    made.decided(later, new, amount=Decimal("30000.00"))
    assert AgendaItem.objects.funded(place.district, 2026).total() == Decimal("30000.00")
    made.issued(later)
    first = JointConference.objects.get(no=1)
    assert later.conference.previous_seal == first.seal


def test_minutes_print_as_a_word_file_and_the_print_is_on_record(sealed):
    room, _ = sealed
    document = Document(io.BytesIO(conferences.print_minutes(room.conference, actor=room.office)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "荷塘区基层治理联席会议纪要" in text
    assert "〔2026〕1号" in text
    assert "（盖章）" not in text
    assert f"签发：{room.leader.person.name}" in text
    for words in ("支持类别", "列席", "3.8", "有关要求"):
        assert words not in text + document.sections[0].footer.paragraphs[1].text
    assert "会议同意该事项，给予全额补助，核定财政资金 32,000.00 元（人民币叁万贰仟元整）。" in text
    assert "出席：" in text
    assert "缺席：" in text
    assert "请假：" not in text  # nobody asked for leave
    assert document.tables[0].rows[-1].cells[3].text == "32,000.00"
    (event,) = Event.objects.filter(kind="governance.joint_conference.print")
    assert (event.data["document"], event.data["template"], len(event.data["sha256"])) == ("联席会议纪要", 0, 64)


def test_minutes_say_who_disagreed_and_why_before_the_votes(place, room):
    item = session(room, place, fund_request=Decimal("4000.00"))
    made.voted(room, item, yes=6, no=1, abstain=1)
    item.votes.filter(choice="no").update(opinion="应先整改配电箱")
    decide(room, item, decision="approve_with_conditions", conditions="配电箱整修列为第一道工序")
    with clock.travel(made.DAY):
        text = conferences.draft_minutes(room.conference, actor=room.office).minutes
    dissenter = item.votes.get(choice="no").member.unit.name
    idle = item.votes.get(choice="abstain").member.unit.name
    order = (
        "会议附条件同意该事项，给予全额补助，核定财政资金",
        "所附条件：配电箱整修列为第一道工序。",
        f"{dissenter}不同意，理由：应先整改配电箱。",
        f"本项应表决 8 个单位，同意 6 票，不同意 1 票（{dissenter}），弃权 1 票（{idle}）。",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)


# ------------------------------------------------------------ who sees
def test_members_see_their_sitting_and_others_only_issued_minutes(place, room):
    officer = room.officers["区民政局"]
    secretary = user_with("community_secretary", place.community)
    stranger = user_with("dept_officer", place.other_street)
    assert JointConference.objects.visible_to(officer).count() == 1
    assert JointConference.objects.visible_to(secretary).count() == 0
    assert JointConference.objects.visible_to(stranger).count() == 0
    made.decided(room, session(room, place))
    made.issued(room)
    assert JointConference.objects.visible_to(secretary).count() == 1
    assert JointConference.objects.visible_to(stranger).count() == 0


def test_minutes_name_what_the_residents_raise_themselves(client, place, room):
    """On the item, in the sentence, in the list of decisions with its sum, and in the API; of a refusal nothing."""
    item = session(room, place, own_share=Decimal("8000.00"))
    client.force_login(room.office)
    assert "居民自筹" in client.get(item.room_url).content.decode()
    made.voted(room, item, yes=8)
    decide(room, item)
    with clock.travel(made.DAY):
        text = conferences.draft_minutes(room.conference, actor=room.office).minutes
    assert "居民自筹 8,000.00 元（人民币捌仟元整）" in text
    table = Document(io.BytesIO(conferences.print_minutes(room.conference, actor=room.office))).tables[0]
    head = [cell.text for cell in table.rows[0].cells]
    assert table.rows[1].cells[head.index("居民自筹（元）")].text == "8,000.00"
    assert table.rows[-1].cells[head.index("居民自筹（元）")].text == "8,000.00"
    assert client.get(f"/api/v1/governance/agenda-items/{item.pk}/").json()["own_share"] == "8000.00"
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(own_share=0)


def test_minutes_of_a_refused_item_name_no_share(place, room):
    item = session(room, place, own_share=Decimal("8000.00"))
    made.voted(room, item, no=8)
    decide(room, item, decision="reject", amount=None, support_class="")
    with clock.travel(made.DAY):
        assert "居民自筹" not in conferences.draft_minutes(room.conference, actor=room.office).minutes


def test_what_is_wrong_with_a_decision_is_said_at_once(place, room):
    item = session(room, place)
    made.voted(room, item, yes=8)
    before = Event.objects.count()
    wrong = {"support_class": "", "conditions": " ", "due_on": made.DAY - timedelta(3)}
    with pytest.raises(BusinessError) as refusal:
        decide(room, item, decision="approve_with_conditions", **wrong)
    assert refusal.value.errors.keys() == {"support_class", "conditions", "due_on"}
    assert Event.objects.count() == before
    assert AgendaItem.objects.get(pk=item.pk).status == "listed"
