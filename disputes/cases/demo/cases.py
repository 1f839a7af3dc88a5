"""The cases themselves, split exactly as the allocation says, with their parties."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from disputes.cases.actions.parties import label_of
from disputes.cases.models.cases import MediationCase
from disputes.cases.models.mediators import CaseMediator
from disputes.cases.models.parties import Party
from disputes.cases.workflow import (
    ACCEPTED,
    AGREED,
    ASSIGNED,
    DECLINED,
    FAILED,
    INVESTIGATING,
    MEDIATING,
    REFERRED,
    REGISTERED,
    REPORTED,
    STATES,
    TERMINATED,
)
from governance.kernel.clock import clock, rules
from governance.kernel.models.figures import Serial
from governance.kernel.steps.validators import check_digit
from governance.kernel.upkeep.crypto import blind_index

from .copying import copy_in
from .stories import COMPANY, KINDS, ORIGINS, SEASON, STORIES, WEIGHTS

OPEN_SHARE = 0.63  # of the unresolved, the others failed or were ended
KEY_STREET, KEY_OPEN = "月塘街道", 59
AT_WORK = (MEDIATING,) * 6 + (INVESTIGATING,) * 2 + (ASSIGNED,)
RESOLVED, OPEN, ENDED = "resolved", "open", "ended"  # groups of states: what becomes of a planned case


@dataclass
class Made:
    """What `load` leaves for sessions, agreements, facts and deadlines.

    stories -- {case id: (title, text, term)}
    """

    rooms: object
    cases: list = field(default_factory=list)
    parties: dict = field(default_factory=lambda: defaultdict(list))
    stories: dict = field(default_factory=dict)


def load(world, rooms):
    made, serials = Made(rooms), Serials()
    places = Places(world)
    plans = []
    for line in world.allocation:
        area = world.areas[line["code"]]
        plans += plan_cases(world, area, line["cases_accepted"], line["cases_resolved"])
    balance(world, plans)
    for plan in plans:
        made.cases.append(case_of(world, rooms, places, plan))
    made.cases += intake(world, rooms, places) + of_stations(world, rooms, places)
    for case in sorted(made.cases, key=lambda case: (case.accepted_on or date.max, case.title)):
        serials.number(case)
    picked = [(case, parties_of(world, case)) for case in made.cases]
    for case, parties in picked:
        case.parties_label = label_of(parties)
        case.listed_on = case.accepted_on or case.registered_on
    copy_in(MediationCase, made.cases)
    for case, parties in picked:
        made.stories[case.pk], made.parties[case.pk] = case.story, parties
        for party in parties:
            party.case_id = case.pk
    copy_in(Party, (party for many in made.parties.values() for party in many))
    copy_in(
        CaseMediator,
        (
            CaseMediator(case_id=case.pk, mediator_id=case.mediator_id, is_lead=True, assigned_on=case.rights_told_on)
            for case in made.cases
            if case.mediator_id
        ),
    )
    serials.save()
    return made


class Places:
    """Where in a community a case happens: its compounds, or the community itself where it has none."""

    def __init__(self, world):
        self.below = defaultdict(list)
        by_id = {area.pk: area for area in world.areas.values()}
        for area in world.areas.values():
            area.street, area.community = by_id.get(area.street_id), by_id.get(area.community_id)
            area.compound = by_id.get(area.compound_id)
            if area.level == "compound":
                self.below[area.community_id].append(area)

    def pick(self, world, community):
        return world.rng.choice(self.below.get(community.pk) or [community])


class Serials:
    """Numbers in the order of acceptance, and the series as the next case finds them."""

    def __init__(self):
        self.last = defaultdict(int)

    def number(self, case):
        if case.accepted_on is None:
            return
        year = case.accepted_on.year
        owner, word = (case.station, "站调字") if case.station_id else (case.committee, "人调字")
        series = f"{'station' if case.station_id else 'case'}:{owner.pk}:{year}"
        self.last[series], case.numbered_by = self.last[series] + 1, None if case.station_id else owner
        case.number = f"（{year}）{owner.short_name}{word}第{self.last[series]:03}号"

    def save(self):
        Serial.objects.bulk_create([Serial(series=series, last=last) for series, last in self.last.items()])


# ------------------------------------------------------------ what happens when
def plan_cases(world, community, accepted, resolved):
    """[(community, outcome)] of one community: resolved, and the rest open or ended without agreement."""
    left = accepted - resolved
    n_open = round(left * OPEN_SHARE)
    outcomes = [RESOLVED] * resolved + [OPEN] * n_open + [ENDED] * (left - n_open)
    return [[community, outcome] for outcome in outcomes]


def balance(world, plans):
    """The key street has its round number of open cases, so that its pages are full and known."""
    street = world.area(KEY_STREET)
    own = [plan for plan in plans if plan[0].street_id == street.pk and plan[1] != RESOLVED]
    surplus = sum(plan[1] == OPEN for plan in own) - KEY_OPEN
    wanted, instead = (OPEN, ENDED) if surplus > 0 else (ENDED, OPEN)
    for plan in [plan for plan in own if plan[1] == wanted][: abs(surplus)]:
        plan[1] = instead


def some_day(world, latest):
    """A day of this year up to `latest`, busier in the busy months."""
    first = date(world.today.year, 1, 1)
    latest = max(latest, first)
    months = list(range(1, latest.month + 1))
    month = world.rng.choices(months, [SEASON[month - 1] for month in months])[0]
    begin = date(first.year, month, 1)
    end = min(latest, clock.add_months(begin, 1) - timedelta(1))
    return begin + timedelta(world.rng.randrange((end - begin).days + 1))


def case_of(world, rooms, places, plan):
    """One accepted case in its plan's state."""
    community, outcome = plan
    rng, first = world.rng, date(world.today.year, 1, 1)
    case = blank(world, places.pick(world, community))
    case.committee = committee_of(world, rooms, community)
    if outcome == OPEN:
        ago = rng.choice((2, 4, 6, 9, 11, 14, 17, 20, 22, 25, 27, 28, 29, 30, 30, 31, 31, 33, 36, 41))
        case.accepted_on = max(world.day(ago), first)
        case.status = rng.choice(AT_WORK) if ago > 2 else ACCEPTED
    else:
        latest = max(world.day(3), first)
        case.accepted_on = some_day(world, latest)
        took = rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 18, 20, 22, 25, 28, 34))
        case.closed_on = min(case.accepted_on + timedelta(took), world.today)
        case.status = AGREED if outcome == RESOLVED else rng.choice((FAILED, FAILED, TERMINATED))
    settle(world, rooms, case)
    return case


def blank(world, area):
    """A registered dispute about something that happens in such places."""
    rng = world.rng
    kind = rng.choices(KINDS, WEIGHTS)[0]
    story = rng.choice(STORIES[kind][1])
    case = MediationCase(
        kind=kind,
        title=story[0].format(n=rng.randrange(1, 13)),
        summary=story[1],
        area=area,
        origin=rng.choice(ORIGINS),
        location=f"{rng.randrange(1, 13)}栋{rng.randrange(1, 4)}单元",
        risk=rng.choices(("low", "medium", "high"), (88, 10, 2))[0],
        unit=area.community or area,
        is_demo=True,
    )
    case.is_oral = case.origin == "application" and rng.random() < 0.5
    case.story = story
    return case


def committee_of(world, rooms, community):
    """Mostly the community's own committee; some go to the street, a few to the district's property committee."""
    level = world.rng.random()
    if level < 0.9 or community.name == "野鸭冲社区":
        return rooms.by_area[community.pk]
    return rooms.by_area[community.street_id] if level < 0.97 else rooms.special


def settle(world, rooms, case):
    """What follows from acceptance: days, the mediator, how it ended."""
    case.registered_on = case.accepted_on - timedelta(world.rng.randrange(2) if case.accepted_on.day > 1 else 0)
    case.due_on = rules.deadline("mediation_close", case.accepted_on)
    if case.status == ACCEPTED:
        return
    team = rooms.mediators[case.committee_id]
    known = [mediator for mediator in team[1:] if mediator.person_id in rooms.named]
    case.mediator = known[0] if known and case.is_open else world.rng.choice(team[1:])
    case.mediators_label = case.mediator.person.name
    user = rooms.accounts.get(case.mediator.person_id)
    case.handlers = [user.pk] if user else []
    case.rights_told_on = case.accepted_on
    if case.status == FAILED:
        case.outcome_reason, case.told_where = "双方分歧较大，未能达成一致", "仲裁、行政、司法（起诉）"
    elif case.status == TERMINATED:
        case.ending, case.outcome_reason = "party_asks", "当事人要求终止，另寻途径解决"


def intake(world, rooms, places):
    """Clues and applications that wait, some of them late, and a few that were turned away."""
    made = []
    community = world.area("野鸭冲社区")
    others = [area for area in world.of_level("community") if area.pk != community.pk]
    plan = [(community, REGISTERED, 1), (community, REGISTERED, 6), (community, REPORTED, 0)]
    plan += [(others[n * 7 % len(others)], REGISTERED, n % 6) for n in range(24)]
    plan += [(others[n * 11 % len(others)], REPORTED, n % 4) for n in range(9)]
    plan += [(others[n * 13 % len(others)], DECLINED if n % 2 else REFERRED, 20 + n) for n in range(10)]
    for place, status, ago in plan:
        case = blank(world, places.pick(world, place))
        case.committee, case.status = rooms.by_area[place.pk], status
        case.registered_on = world.day(ago)
        case.due_on = rules.deadline("mediation_accept", case.registered_on)
        if status == REPORTED:
            case.origin, case.origin_note = "own_initiative", "邻长走访上报"
        if status in STATES.group("turned_away"):
            case.outcome_reason = "已由人民法院受理" if status == DECLINED else "属行政主管部门处理"
            case.told_where = "荷塘区人民法院" if status == DECLINED else "区住建局"
        made.append(case)
    return made


def of_stations(world, rooms, places):
    """The stations' own register: 11 and 7 cases, all agreed.  Source: domain.md S49."""
    made = []
    for (area_id, station), total in zip(rooms.stations.items(), (11, 7), strict=True):
        communities = world.of_level("community", station.area) or [station.area]
        for n in range(total):
            case = blank(world, places.pick(world, communities[n % len(communities)]))
            case.station, case.committee = station, rooms.by_area[area_id]
            case.origin, case.is_oral, case.status = "law_station", False, AGREED
            case.accepted_on = some_day(world, max(world.day(20), date(world.today.year, 1, 1)))
            case.closed_on = min(case.accepted_on + timedelta(5 + n), world.today)
            settle(world, rooms, case)
            made.append(case)
    return made


# ------------------------------------------------------------ parties
def id_number(n):
    """The n-th identity number of nobody: born in 1900, with a valid check digit."""
    born = date(1900, 1, 1) + timedelta(n % 365)
    digits = f"430202{born:%Y%m%d}{n // 365 % 1000:03}"
    return digits + check_digit(digits)


def parties_of(world, case):
    """Two parties; a clue has none yet."""
    if case.status == REPORTED:
        return []
    rng = world.rng
    rows = [party(world, case, 1, "applicant"), party(world, case, 2, "respondent")]
    if case.kind == "property":
        rows[1].kind, rows[1].name = "organisation", COMPANY
        rows[1].id_number = rows[1].id_index = ""
        rows[0].people_count = rng.choice((1, 1, 3, 5, 8, 12))
    return rows


def party(world, case, no, side):
    number, phone = id_number(next(world_ids(world))), world.phone()
    return Party(
        no=no,
        side=side,
        name=world.name(),
        id_number=number,
        id_index=blind_index(number),
        phone=phone,
        phone_index=blind_index(phone),
        consent="unknown" if case.accepted_on is None else "yes",
        address=f"{case.area.name}{case.location}{world.rng.randrange(1, 7)}0{world.rng.randrange(1, 3)}",
    )


def world_ids(world):
    """One count for each world, so that the demo is the same every time."""
    if not hasattr(world, "_party_ids"):
        world._party_ids = count()
    return world._party_ids
