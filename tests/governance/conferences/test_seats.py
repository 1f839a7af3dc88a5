"""The base of a conference is the area's own units, not those that one person chose."""

import pytest

from governance.conferences.actions import seating
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.models import ConferenceUnit, Organisation
from tests.clients import Program
from tests.factories import conferences as made
from tests.factories.conferences import decide, refuses, session

pytestmark = pytest.mark.django_db
REASON = "该单位与本次议题有关，经召集人同意列入"


def seated(room, *more, most=None):
    """The rows of the standing units, the first `most` of them, and of others."""
    seats = list(room.conference.members.all())[:most]
    return [{"unit": seat.unit_id, "person": seat.person_id} for seat in seats] + [{"unit": one.pk} for one in more]


def others(room, count):
    return [
        Organisation.objects.create(kind="unit", name=f"区属公司{n}", area=room.area, status="active")
        for n in range(count)
    ]


def more_standing(room, count):
    for unit in others(room, count):
        ConferenceUnit.objects.create(area=room.area, unit=unit)


def seat(room, rows, note=REASON):
    with clock.travel(made.TODAY):
        return seating.seat(room.conference, actor=room.office, members=rows, note=note)


@pytest.mark.parametrize(("most", "added"), [(1, 0), (5, 0), (1, 5), (0, 5)])
def test_two_thirds_of_the_standing_units_are_seated(room, most, added):
    before = list(room.conference.members.values_list("unit", flat=True))
    rows = seated(room, *others(room, added), most=most)
    words = refuses("standing_units_too_few", lambda: seat(room, rows))
    assert "列入本次会议的成员单位须不低于三分之二" in words
    assert f"至少列入 6 个，现列入 {most} 个" in words
    assert list(room.conference.members.values_list("unit", flat=True)) == before


def test_others_never_outweigh_the_standing_units(room):
    """Whoever adds units makes no other conference of it: of those seated two thirds stand in it, too."""
    before = room.conference.members.count()
    words = refuses("standing_units_too_few", lambda: seat(room, seated(room, *others(room, before))))
    assert f"现列入 {before * 2} 个，其中成员单位 {before} 个" in words
    assert room.conference.members.count() == before
    seat(room, seated(room, *Organisation.objects.filter(name__startswith="区属公司")[: before // 2]))
    assert room.conference.members.count() == before + before // 2


def test_six_of_nine_are_seated_with_the_reason(room):
    seat(room, seated(room, most=6))
    assert room.conference.members.count() == 6


@pytest.mark.parametrize("note", ["", "……", "1234"])
def test_another_unit_is_added_only_with_a_reason(room, note):
    (other,) = others(room, 1)
    rows = seated(room, other)
    assert "区属公司0不是联席会议成员单位" in refuses("units_added", lambda: seat(room, rows, note))
    seat(room, rows)
    event = Event.objects.filter(kind="governance.joint_conference.seat").latest("id")
    assert ["增列的单位", "区属公司0"] in event.data["facts"]
    assert event.data["note"] == REASON


def test_the_share_is_a_rule(room):
    Rule.objects.filter(code="standing_conference_units").update(value="1/1")
    rules.forget()
    assert "须全部" in refuses("standing_units_too_few", lambda: seat(room, seated(room, most=8)))


def test_page_and_api_say_the_same(client, room):
    client.force_login(room.office)
    (row,) = seated(room, most=1)
    with clock.travel(made.TODAY):
        page = client.post(room.conference.url("seat"), {"members-0-unit": row["unit"], "note": REASON})
        assert page.status_code == 422
        assert "至少列入 6 个" in page.content.decode()
        assert REASON in page.content.decode()
        given = {"members": [{"unit": row["unit"]}], "note": REASON}
        problem = Program(room.office).refused("governance/conferences", room.conference.pk, "seat", **given)
    assert (problem["status"], problem["code"]) == (422, "standing_units_too_few")
    assert room.conference.members.count() == 9


def test_it_is_asked_again_when_the_sitting_begins(place, room):
    made.listed(room, place.compound)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
    more_standing(room, 5)
    with clock.travel(made.DAY):
        refuses("standing_units_too_few", lambda: conferences.hold(room.conference, actor=room.office))


def test_and_with_each_decision_but_a_deferral(place, room):
    item = session(room, place)
    made.voted(room, item, yes=8)
    more_standing(room, 5)
    assert "至少列入 10 个" in refuses("standing_units_too_few", lambda: decide(room, item))
    assert decide(room, item, decision="defer", amount=None, support_class="").decision == "defer"


def test_nobody_alone_changes_who_speaks_for_a_unit_or_convenes(room):
    before = list(room.conference.members.values_list("unit", "person", "is_chair"))
    first, second = [{"unit": unit, "person": person, "is_chair": is_chair} for unit, person, is_chair in before][:2]
    rest = [{"unit": unit} for unit, *_ in before[2:]]
    for changed in ({"person": second["person"]}, {"person": None}, {"is_chair": not first["is_chair"]}):
        words = refuses("speaker_unconfirmed", lambda changed=changed: seat(room, [first | changed, second, *rest]))
        assert "提请变更代表" in words
    [added] = others(room, 1)
    refuses("speaker_unconfirmed", lambda: seat(room, [first, second, *rest, {"unit": added.pk, "is_chair": True}]))
    assert list(room.conference.members.values_list("unit", "person", "is_chair")) == before
    seat(room, [first, second, *rest, {"unit": added.pk}])
    kept = list(room.conference.members.exclude(unit=added).values_list("unit", "person", "is_chair"))
    assert kept == before
    seat(room, [first, second, *rest, {"unit": added.pk, "person": second["person"]}])  # of an added unit it is free
    assert room.conference.members.get(unit=added).person_id == second["person"]
