"""Demo sittings of the district's joint conference: the past year's, sealed; one in session today; one ahead.

A street's own conference meets next week, presided over by the street's leader.
Micro-projects of the past year were decided on the days of `sitting_day`.
"""

from datetime import timedelta
from decimal import Decimal

from django.apps import apps

from governance.conferences.actions.units import add_unit
from governance.conferences.models.budgets import Budget
from governance.conferences.models.sittings import JointConference
from governance.conferences.models.units import ConferenceUnit
from governance.kernel.models.figures import Serial
from governance.organisations.models import Organisation
from governance.organisations.workflow import ACTIVE
from governance.people.models.posts import Appointment

from .sittings import PROJECT, Sitting, next_workday

AGO = (1.0, 0.83, 0.65, 0.47, 0.3, 0.13)  # when the past sittings were, as shares of this year's days so far
LEAST = 300  # days: early in a year the sittings reach back into the last
DEPARTMENTS = (
    "区委组织部",
    "区民政局",
    "区财政局",
    "区住建局",
    "区司法局",
    "区信访局",
    "区城管局",
    "区应急局",
    "区卫健局",
)
STREETS = (("street", "月塘街道"), ("street2", "桂花街道"))
STREET, STREET_UNITS = "月塘街道", ("月塘派出所", "月塘司法所", "月塘城管中队", "月塘市场监管所")
YEARLY = Decimal("1000000.00")


def sitting_day(world, number):
    """The day of a past sitting: a working day about every two months of this year."""
    so_far = world.today.timetuple().tm_yday - 4
    return next_workday(world.day(int(AGO[number] * max(so_far, LEAST))))


# ------------------------------------------------------------ who sits, what money there is
def load(world):
    """Member units with their representatives, and the budget of each year."""
    seats = world.seats_of_conference
    for name in DEPARTMENTS:
        unit = world.units[name]
        user = next((user for user in world.users.values() if speaks_for(user, unit)), None)
        seats.append((unit, user.person if user else world.person(world.district)))
    for username, street in STREETS:
        area = world.area(street)
        office = Organisation.objects.create(
            kind="unit", name=f"{street}办事处", area=area, status=ACTIVE, is_demo=True
        )
        user = world.users[username]
        Appointment.objects.filter(person_id=user.person_id, role="street_admin").update(unit=office)
        seats.append((office, user.person))
    world.save_people([person for _, person in seats if person.pk is None])
    ConferenceUnit.objects.bulk_create(
        ConferenceUnit(area=world.district, unit=unit, person=person, order=order)
        for order, (unit, person) in enumerate(seats)
    )
    years = {sitting_day(world, number).year for number in range(len(AGO))} | {world.today.year}
    Budget.objects.bulk_create(
        Budget(
            area=world.district,
            year=year,
            amount=YEARLY,
            document=f"荷财预〔{year}〕6号",
            created_by=world.users["office"],
        )
        for year in sorted(years)
    )


def speaks_for(user, unit):
    return Appointment.objects.filter(person_id=user.person_id, unit=unit, role="dept_officer").exists()


# ------------------------------------------------------------ after the projects
def finish(world):
    """The sittings: their items are the projects that were decided or wait."""
    decided = apps.get_model("projects", "MicroProject").objects.approved().filter(agenda_item=None)
    by_day = {}
    for project in decided.select_related("area__street").prefetch_related("sources").order_by("id"):
        by_day.setdefault(nearest(world, project), []).append(project)
    previous, numbers = "", {}
    for number in range(len(AGO)):
        sitting = Sitting(world, sitting_day(world, number), numbers)
        sitting.past([decision(project) for project in by_day.get(number, ())])
        previous = sitting.seal(previous, is_last=number == len(AGO) - 1)
    today = Sitting(world, world.today, numbers)
    today.in_session()
    ahead = Sitting(world, next_workday(world.today + timedelta(24)), numbers)
    ahead.open_ahead("物业纠纷综合调处机制运行情况", "区司法局", "通报上季度受理、调处和回访情况，研究下一步安排。")
    street_sitting(world)
    ask_one_in(world)
    for year, last in numbers.items():
        issued = JointConference.objects.exclude(seal="").filter(year=year).count()
        if issued:
            Serial.objects.create(series=f"conference_minutes:{world.district.code}:{year}", last=issued)
        assert last >= issued


def ask_one_in(world):
    """The office asked one more department into the district's conference; another person has not agreed yet."""
    seated = {unit.pk for unit, _ in world.seats_of_conference}
    unit = next(unit for unit in world.units.values() if unit.pk not in seated and unit.area_id == world.district.pk)
    given = {"area": world.district, "unit": unit, "person": None, "order": len(seated)}
    add_unit(ConferenceUnit(), actor=world.users["office"], **given)


def street_sitting(world):
    """The street's own conference: its units, and next week's sitting, whose agenda is open."""
    area, admin = world.area(STREET), world.users["street"]
    people = [world.person(area) for _ in STREET_UNITS]
    world.save_people(people)
    units = Organisation.objects.bulk_create(
        Organisation(kind="unit", name=name, area=area, status=ACTIVE, is_demo=True) for name in STREET_UNITS
    )
    office = next((unit, person) for unit, person in world.seats_of_conference if person.pk == admin.person_id)
    seats = [office, *zip(units, people, strict=True)]
    ConferenceUnit.objects.bulk_create(
        ConferenceUnit(area=area, unit=unit, person=person, order=order) for order, (unit, person) in enumerate(seats)
    )
    sitting = Sitting(
        world,
        next_workday(world.today + timedelta(8)),
        {},
        area=area,
        office=admin,
        chair=world.users["streetleader"],
        seats=seats,
        place="街道三楼会议室",
    )
    sitting.open_ahead("老旧小区消防通道联合整治", "月塘派出所", "通报排查出的堵点，议定各单位分工和完成时限。")


def nearest(world, project):
    """The sitting on whose day a project was approved."""
    days = [abs((sitting_day(world, number) - project.approved_on).days) for number in range(len(AGO))]
    return days.index(min(days))


def decision(project):
    return {
        "title": project.title,
        "area": project.area,
        "proposer": project.area.street.name,
        "source_type": PROJECT,
        "source_id": project.pk,
        "source_url": project.get_absolute_url(),
        "requested_amount": project.fiscal_amount,
        "fund_request": project.fund_amount or None,
        "own_share": project.own_share or None,
        "amount": project.approved_amount,
        "support_class": project.support_class,
    }
