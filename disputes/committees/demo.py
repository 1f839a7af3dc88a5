"""Committees of every level with their mediators, and the two stations."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from governance.models import Appointment, User

from .models import LawStation, MediationCommittee, Mediator


@dataclass
class Rooms:
    """The committees of the demo and their people.

    by_area   -- {area id: MediationCommittee}; special -- the property committee of the district
    mediators -- {committee id: [Mediator]}, the head first; accounts -- {person id: User}
    named     -- ids of the people whose accounts are printed for the demo's visitors
    """

    by_area: dict = field(default_factory=dict)
    special: MediationCommittee | None = None
    mediators: dict = field(default_factory=lambda: defaultdict(list))
    accounts: dict = field(default_factory=dict)
    named: frozenset = frozenset()
    stations: dict = field(default_factory=dict)


def make(world):
    accounts = {user.person_id: user for user in world.users.values()}
    rooms = Rooms(accounts=accounts, named=frozenset(accounts))
    made = [
        committee_of(world, area, level)
        for level in ("district", "street", "community")
        for area in world.of_level(level)
    ]
    special = committee_of(world, world.district, "special")
    MediationCommittee.objects.bulk_create([*made, special])
    rooms.by_area, rooms.special = {own.area_id: own for own in made}, special
    people, mediators = [], []
    for body in [*made, special]:
        for number in range(3 if body.level == "community" else 5):
            person = demo_person(world, body, number) or world.person(body.area)
            people.append(person)
            mediators.append(mediator_of(body, person, number))
    world.save_people([person for person in people if person.pk is None])
    for mediator in mediators:
        mediator.person = mediator.person  # take over the key the person has now
        rooms.mediators[mediator.committee_id].append(mediator)
    Mediator.objects.bulk_create(mediators)
    give_accounts(world, rooms, mediators)
    rooms.stations = make_stations(world)
    return rooms


def committee_of(world, area, level):
    short = {"district": "区", "special": "物业"}.get(level) or short_name(area.name)
    titles = {"special": f"{area.name}物业纠纷人民调解委员会"}
    return MediationCommittee(
        name=titles.get(level, f"{area.name}人民调解委员会"),
        short_name=short,
        level=level,
        area=area,
        term_from=date(world.today.year - 1, 1, 1),
        term_until=date(world.today.year + 2, 1, 1),
        address="社区居民委员会一楼调解室" if level == "community" else "综治中心调解室",
        is_demo=True,
    )


def short_name(name):
    """野鸭冲社区 -> 野鸭冲: how the committee is called in case numbers."""
    for ending in ("社区", "街道", "村", "镇"):
        if name.endswith(ending) and len(name) - len(ending) > 1:
            return name.removesuffix(ending) + {"街道": "街", "镇": "镇", "村": "村"}.get(ending, "")
    return name


def demo_person(world, committee, number):
    """The demo accounts sit on the committee of their community."""
    username = {0: "committee", 1: "mediator"}.get(number)
    user = world.users.get(username)
    is_here = user is not None and committee.level == "community" and user.person.area_id == committee.area_id
    return user.person if is_here else None


def mediator_of(committee, person, number):
    return Mediator(
        committee=committee,
        person=person,
        gender="f" if number % 2 else "m",
        post=("head", "member", "member", "member", "hired")[number],
        is_full_time=number == 1,
        joined_on=committee.term_from,
    )


def give_accounts(world, rooms, mediators):
    """Every mediator has an account, so that a case is on somebody's desk."""
    users, posts = [], []
    nameless = [mediator for mediator in mediators if mediator.person_id not in rooms.accounts]
    for number, mediator in enumerate(nameless, 1):
        name, role = ("head", "committee_head") if mediator.post == "head" else ("mediator", "mediator")
        users.append(world.user(f"{name}-{number:03}", mediator.person))
        how = {"chosen_by": Appointment.Chosen.HIRED, "starts_on": mediator.joined_on}
        posts.append(world.post(role, mediator.committee.area, mediator.person, **how))
    User.objects.bulk_create(users)
    Appointment.objects.bulk_create(posts)
    rooms.accounts |= {user.person_id: user for user in users}


def make_stations(world):
    """Two stations, of a street and of a community: {area id: LawStation}.  Source: domain.md S48."""
    street, community = world.area("金山街道"), world.area("六零一社区")
    made = [
        LawStation(name="金山街道法学会服务站", short_name="金山法学会", level="township", area=street),
        LawStation(name="六零一社区“幸福里”法学会服务站", short_name="幸福里法学会", level="village", area=community),
    ]
    for station in made:
        station.opened_on, station.duty_hours = date(world.today.year - 1, 9, 1), "周二、周四 9:00—12:00"
        station.is_demo = True
    return {station.area_id: station for station in LawStation.objects.bulk_create(made)}
