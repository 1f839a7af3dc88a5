"""The places and people every test needs: a small district, and users who hold posts in it.

district = make_district()
user = user_with("street_admin", district.street)
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from governance import roles
from governance.demo_world import World, invented_id_number
from governance.kernel.clock import clock
from governance.models import Appointment, Area, Compound, Person, User
from governance.people import demo as people_demo
from governance.people.actions.posts import fill
from tests.worlds import remembered

_number = count(1)
BEGAN = date(2020, 1, 1)
SHORT = {
    "district": "区",
    "street": "街道",
    "community": "社区",
    "compound": "小区",
    "building": "栋",
    "stair_unit": "单元",
}


@dataclass
class District:
    """One area of each level, each the parent of the next, and a second street with its own community and compound."""

    district: Area
    street: Area
    community: Area
    compound: Area
    building: Area
    other_street: Area
    other_community: Area
    other_compound: Area


def dated(value):
    """A case of `parametrize` on the day it runs: each timedelta in it becomes the day so far from today."""
    if isinstance(value, timedelta):
        return clock.today() + value
    if isinstance(value, dict):
        return {key: dated(one) for key, one in value.items()}
    return [dated(one) for one in value] if isinstance(value, list) else value


@remembered
def make_area(parent=None, name="", *, segment="", kind="", **fields):
    """One area below `parent` (none: the district); code and path follow from the segment."""
    if parent is None:
        place = Area(code="430202", level="district", kind="district", path="/", depth=0, name=name or "荷塘区")
    else:
        place = Area()
        number = Area.objects.filter(parent=parent).count() + 1
        level = {"district": "street", "street": "community", "community": "compound", "compound": "building"}.get(
            parent.level, "stair_unit" if parent.level == "building" else "household"
        )
        segment = segment or {
            "compound": f"X{number:03}",
            "building": f"B{number:03}",
            "stair_unit": f"{number:02}",
            "household": f"{number:04}",
        }.get(level, f"{number:03}")
        place.place_below(parent, segment)
        joint = "" if level in ("street", "community") else "-"
        place.code = f"{parent.code}{joint}{segment}"
        place.kind = kind or {"street": "subdistrict"}.get(level, level)
        place.name = name or f"第{next(_number)}{SHORT.get(level, '户')}"
    place.valid_from = BEGAN
    for field, value in fields.items():
        setattr(place, field, value)
    place.save()
    if place.level == "compound":
        Compound.objects.create(area=place)
    return place


@remembered
def make_district():
    """District, two streets, a community, a compound and a building: the smallest whole tree."""
    district = make_area()
    street = make_area(district, "月塘街道")
    community = make_area(street, "野鸭冲社区", segment="012", official_name="野鸭冲社区居委会")
    compound = make_area(community, "荷馨苑", household_count=120)
    building = make_area(compound, "1栋", household_count=24)
    other_street = make_area(district, "桂花街道")
    other_community = make_area(other_street, "赵家冲社区", segment="002", official_name="赵家冲社区居委会")
    other_compound = make_area(other_community, "桂苑小区", household_count=90)
    return District(district, street, community, compound, building, other_street, other_community, other_compound)


@remembered
def person(area, name="", **fields):
    """Somebody of an area, with an invented name."""
    number = next(_number)
    invented = "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
    return Person.objects.create(name=name or f"测试{invented}", area=area, **fields)


@remembered
def appoint(role, area, who=None, **fields):
    """Somebody holds a post for an area."""
    who = who or person(area)
    fields = {"starts_on": BEGAN, **fields}
    return Appointment.objects.create(person=who, role=role, area=area, **fields)


def tell_given():
    """The events that gave the posts and accounts made here, which `verify` asks for."""
    people_demo.tell_given(World())


def home_of(role, place):
    """The place of a district over which a role may be held: the widest of its levels."""
    return getattr(place, roles.LEVELS[role][0])


def identity(number):
    """Telephone and identity number of somebody with an account, valid and nobody's, with what is derived of them."""
    who = Person()
    fill(who, phone=f"1990{number % 10_000_000:07}", id_number=invented_id_number(number))
    names = ("phone", "phone_index", "phone_masked", "id_number", "id_index")
    return {name: getattr(who, name) for name in names}


def holder_of(role, area):
    """Whoever holds a post for an area by now, else somebody new: some posts are held by one person only."""
    post = Appointment.objects.in_office().filter(role=role, area=area, person__user__isnull=False).first()
    return post.person.user if post else user_with(role, area)


def successor_of(role, area):
    """Somebody new in a post; of those that one person holds the holder has left."""
    if role in roles.SINGLE:
        held = Appointment.objects.in_office().filter(role=role, area=area)
        held.update(status="ended", ended_on=clock.today(), ends_on=BEGAN)
    return user_with(role, area)


@remembered
def user_with(role=None, area=None, username=None, unit=None, name="", **fields):
    """An account whose person holds `role` over `area` (`unit`: the department it speaks for).

    No role: an account without a post.  It has no usable password; tests sign
    in by `client.force_login`.
    """
    who = person(area, name, **identity(next(_number)))
    user = User(username=username or f"user{next(_number)}", person=who, must_change_password=False, **fields)
    user.password, user.password_changed_at = "!", clock.now()
    user.save()
    if role:
        appoint(role, area, who, unit=unit)
    return user
