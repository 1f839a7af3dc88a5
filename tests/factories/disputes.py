"""Committees, mediators and cases for tests: rows made directly where a test is not about making them.

room = make_room()                    a community committee with head, two mediators, secretary
case = registered(room)               through the real action
case = mediating(room)                … accepted, assigned, one session held
"""

from dataclasses import dataclass
from datetime import date
from itertools import count

from disputes.cases.actions import cases, mediators, proceedings
from disputes.models import LawStation, MediationCase, MediationCommittee, Mediator
from governance.kernel.clock import clock
from governance.models import User
from tests.factories.base import District, make_district, person, user_with
from tests.worlds import remembered

_number = count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Room:
    """One committee and everybody around it."""

    place: District
    committee: MediationCommittee
    head: User
    mediator: User
    second: User
    secretary: User
    lead: Mediator
    other: Mediator


def id_number(born="19000101", serial=1):
    """A valid identity number of nobody."""
    digits = f"430202{born}{serial:03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


@remembered
def make_committee(area, short_name="", **fields):
    """A committee of the place's own level, unless `fields` say another."""
    number = next(_number)
    return MediationCommittee.objects.create(
        name=f"{area.name}人民调解委员会{number}",
        short_name=short_name or f"调{number}",
        area=area,
        term_from=date(2024, 1, 1),
        term_until=date(2040, 1, 1),
        **{"level": area.level, **fields},
    )


def make_mediator(committee, who=None, **fields):
    fields = {"gender": "f", "post": "member", "joined_on": date(2024, 1, 1), **fields}
    return Mediator.objects.create(committee=committee, person=who or person(committee.area), **fields)


def make_room(place=None):
    return room_of(place) if place else usual_room()


@remembered
def usual_room():
    return room_of(make_district())


@remembered
def room_of(place):
    committee = make_committee(place.community, "野鸭冲")
    head = user_with("committee_head", place.community, name="贺主任")
    mediator = user_with("mediator", place.community, name="谭志强")
    second = user_with("mediator", place.community, name="何秀芳")
    make_mediator(committee, head.person, post="head")
    lead, other = make_mediator(committee, mediator.person, gender="m"), make_mediator(committee, second.person)
    secretary = user_with("community_secretary", place.community, name="吴书记")
    return Room(place, committee, head, mediator, second, secretary, lead, other)


def make_station(area, **fields):
    number = next(_number)
    return LawStation.objects.create(
        name=f"法学会服务站{number}",
        short_name=f"站{number}",
        level="township",
        area=area,
        opened_on=date(2024, 1, 1),
        **fields,
    )


def parties(**changes):
    """Two parties; `changes` go to the applicant's row."""
    first = {
        "side": "applicant",
        "kind": "person",
        "name": "张晓明",
        "id_number": id_number(serial=11),
        "phone": "19900000011",
        "address": "荷馨苑5栋2单元601",
        **changes,
    }
    second = {
        "side": "respondent",
        "kind": "person",
        "name": "李桂兰",
        "id_number": id_number(serial=12),
        "phone": "19900000012",
        "address": "荷馨苑5栋2单元701",
    }
    return [first, second]


def registration(room, **changes):
    """What the register step is given."""
    return {
        "title": "5栋2单元屋面漏水赔偿",
        "kind": "neighbour",
        "area": room.place.compound,
        "origin": "application",
        "is_oral": True,
        "oral_record": "楼上漏水两年未修",
        "summary": "楼上防水层老化，漏水浸坏天花板",
        "parties": parties(),
        **changes,
    }


@remembered
def registered(room, actor=None, **changes):
    return cases.register(MediationCase(), actor=actor or room.secretary, **registration(room, **changes))


@remembered
def accepted(room, **changes):
    return cases.accept(registered(room, **changes), actor=room.head)


def assignment(room, **changes):
    return {
        "lead": room.lead,
        "is_conflict_free": True,
        "has_consent": True,
        "rights_told_on": clock.today(),
        **changes,
    }


@remembered
def assigned(room, **changes):
    return mediators.assign(accepted(room, **changes), actor=room.head, **assignment(room))


def session(**changes):
    return {
        "held_on": clock.today(),
        "place": "社区调解室",
        "form": "face_to_face",
        "text": "双方各自陈述",
        "result": "open",
        "is_signed": True,
        **changes,
    }


@remembered
def mediating(room, **changes):
    return proceedings.mediate(assigned(room, **changes), actor=room.mediator, **session())


def terms(**changes):
    row = {
        "text": "修复屋面防水层",
        "obligor": "李桂兰",
        "mode": "act",
        "due_on": clock.today(),
        "amount": None,
        **changes,
    }
    return [row]


def agreement(**changes):
    return {
        "form": "oral",
        "made_on": clock.today(),
        "facts": "防水层老化，双方各担一半",
        "terms": terms(),
        "oral_record": "双方当场口头达成",
        **changes,
    }


@remembered
def agreed(room, **changes):
    return proceedings.agree(mediating(room, **changes), actor=room.mediator, **agreement())


def stored(room, n=1, **fields):
    """`n` cases written straight into the table, accepted, for lists and figures."""
    day = fields.pop("accepted_on", clock.today())
    fields = {
        "committee": room.committee,
        "area": room.place.compound,
        "kind": "neighbour",
        "title": "楼道堆物争议",
        "status": "mediating",
        "registered_on": day,
        "accepted_on": day,
        "due_on": clock.add_months(day, 1),
        "parties_label": "张**、李**",
        "unit": room.place.community,
        **fields,
    }
    if fields["status"] in ("agreed", "failed", "terminated"):
        fields.setdefault("closed_on", day)
    rows = []
    for _ in range(n):
        case = MediationCase(**fields)
        case.number = f"（{day.year}）测字第{next(_number)}号"
        case.numbered_by = None if case.station_id else case.committee
        case.listed_on = case.accepted_on or case.registered_on
        rows.append(case)
    return MediationCase.objects.bulk_create(rows)
