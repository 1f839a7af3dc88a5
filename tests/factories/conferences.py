"""A joint conference with its members, made through its own steps.

room = make_conference(district)       # units, accounts, budget; agenda open, sitting in ten days
item = listed(room, area, amount=32000)
in_session(room)                       # agenda fixed, sitting begun, ten of eleven units signed in
"""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

import pytest

from governance.conferences.actions import agenda, attendance, decisions, votes
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import (
    ActionItem,
    AgendaItem,
    Budget,
    ConferenceMember,
    ConferenceUnit,
    Interest,
    JointConference,
    Organisation,
    Vote,
)
from tests.worlds import remembered

from .base import make_district, user_with

ROWS = (Event, JointConference, AgendaItem, Vote, Interest, ActionItem, ConferenceMember)
TODAY, DAY = date(2026, 3, 16), date(2026, 3, 26)
UNITS = (
    "区委组织部",
    "区民政局",
    "区财政局",
    "区住建局",
    "区司法局",
    "区信访联席办",
    "区城管局",
    "区应急局",
    "区卫健局",
)


@dataclass
class Room:
    """The people of one conference; `officers` are accounts that speak for a unit, by its name."""

    area: object
    office: object
    leader: object
    officers: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    budget: object = None
    conference: object = None

    def fresh(self):
        self.conference = JointConference.objects.get(pk=self.conference.pk)
        return self.conference

    def seat(self, unit):
        return self.conference.members.get(unit__name=unit)


@remembered
def make_room(area, budget="320000.00", units=UNITS):
    """Units, their officers, the office, the chair and the year's money; a street's own conference as well."""
    rules.load_rules()
    office, chair = {"street": ("street_admin", "street_leader")}.get(
        area.level, ("district_office", "district_leader")
    )
    room = Room(area, user_with(office, area), user_with(chair, area))
    for order, name in enumerate(units):
        unit = Organisation.objects.create(kind="unit", name=name, area=area, status="active")
        officer = user_with("dept_officer", area, unit=unit)
        ConferenceUnit.objects.create(area=area, unit=unit, person=officer.person, order=order)
        room.units[name], room.officers[name] = unit, officer
    if budget:
        room.budget = Budget.objects.create(area=area, year=DAY.year, amount=Decimal(budget))
    return room


@remembered
def make_conference(area, held_on=DAY, room=None, **data):
    """A sitting whose agenda is open, planned ten days ahead."""
    room = room or make_room(area)
    with clock.travel(TODAY):
        room.conference = conferences.plan(
            JointConference(),
            actor=room.office,
            area=area,
            held_on=held_on,
            **{
                "held_time": time(14, 30),
                "place": "区委三楼会议室",
                "chair": room.leader.person,
                "recorder": room.office.person,
                **data,
            },
        )
        room.conference = conferences.open_agenda(room.conference, actor=room.office)
    return room


@remembered
def make_sitting():
    """(district, room) of a conference whose agenda is open, in an empty database."""
    place = make_district()
    return place, make_conference(place.district)


@remembered
def listed(room, area, title="幸福里小区楼道照明与扶手改造", amount="32000.00", **data):
    with clock.travel(TODAY):
        return agenda.list_item(
            AgendaItem(),
            actor=room.office,
            conference=room.conference,
            title=title,
            area=area,
            proposer="月塘街道",
            requested_amount=Decimal(amount) if amount else None,
            **data,
        )


@remembered
def in_session(room, absent=1):
    """The agenda is fixed and the sitting has begun; all but `absent` units signed in."""
    with clock.travel(TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
    with clock.travel(room.conference.held_on):
        conferences.hold(room.conference, actor=room.office)
        seats = list(room.conference.members.all())
        attendance.record_attendance(
            room.conference, actor=room.office, present=[seat.pk for seat in seats[: len(seats) - absent]]
        )
    return room.fresh()


@remembered
def voted(room, item, yes=0, no=0, conditional=0, abstain=0):
    """The first units of the table vote in this order, entered by the office; who had voted was entered wrongly."""
    choices = ["yes"] * yes + ["conditional"] * conditional + ["no"] * no + ["abstain"] * abstain
    seats = [seat for seat in room.conference.members.all() if seat.signed_in_at]
    rows = [
        {
            "member": str(seat.pk),
            "choice": choice,
            "opinion": "分两次拨付" if choice == "conditional" else "",
            "reason": "原登记有误",
        }
        for seat, choice in zip(seats, choices, strict=False)
    ]
    if not rows:
        return item
    with clock.travel(room.conference.held_on):
        return votes.record_votes(item, actor=room.office, votes=rows)


@remembered
def decided(room, item, **data):
    """Voted on by everybody present and approved in full."""
    voted(room, item, yes=8)
    given = {"decision": "approve", "support_class": "full", "amount": item.requested_amount, **data}
    with clock.travel(room.conference.held_on):
        return decisions.decide(item, actor=room.leader, **given)


@remembered
def issued(room):
    """From the end of the sitting to sealed minutes."""
    with clock.travel(room.conference.held_on):
        conferences.draft_minutes(room.conference, actor=room.office)
        conferences.sign(room.conference, actor=room.leader)
        conferences.issue(room.conference, actor=room.office)
    return room.fresh()


@remembered
def session(room, place, **item):
    """A sitting in session with one item; the item."""
    made = listed(room, place.compound, **item)
    in_session(room)
    return made


@remembered
def make_open_sitting():
    """(district, room) of a conference in session with one item, room.item, in an empty database."""
    place, room = make_sitting()
    room.item = session(room, place)
    return place, room


@remembered
def make_sealed_sitting():
    """(district, room, item) of a conference whose one item was approved and whose minutes are sealed."""
    place, room = make_sitting()
    item = decided(room, session(room, place))
    issued(room)
    return place, room, item


def agreeing(item):
    """The seats present and not recused: whom a consensus names."""
    left = item.interests.values("member")
    return list(item.conference.members.exclude(signed_in_at=None).exclude(pk__in=left))


def decide(room, item, **data):
    """The chair approves 32,000 yuan in full on the day of the sitting, or what `data` says instead.

    By consensus everybody present and not recused agrees, unless `agreed` says otherwise.
    """
    given = {"decision": "approve", "support_class": "full", "amount": Decimal("32000.00"), **data}
    if given.get("by_consensus"):
        given.setdefault("agreed", agreeing(item))
    with clock.travel(room.conference.held_on):
        return decisions.decide(item, actor=data.pop("actor", room.leader), **given)


def refuses(code, do):
    """The step is refused with this code and writes nothing."""
    before = [model.objects.count() for model in ROWS]
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    assert before == [model.objects.count() for model in ROWS]
    return refusal.value.message


def fresh(row):
    return type(row).objects.get(pk=row.pk)
