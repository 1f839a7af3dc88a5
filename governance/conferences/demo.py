"""Demo sittings of the district's joint conference: the past year's, sealed; one in session today; one ahead.
A street's own conference sits next week, presided over by the street's leader.

Micro-projects decided in the past year lie on the days of `sitting_day`.
"""

from datetime import time, timedelta
from decimal import Decimal

from django.apps import apps

from governance.conferences.actions.agenda import state_of
from governance.kernel.clock import clock, reminders
from governance.kernel.models.figures import Serial
from governance.organisations.models import Organisation
from governance.people.models import Appointment

from . import candidates, seals
from .models import ActionItem, AgendaItem, Budget, ConferenceMember, ConferenceUnit, JointConference, Vote
from .papers import minutes_text
from .workflow import ACTION, CONFERENCE

AGO = (1.0, 0.83, 0.65, 0.47, 0.3, 0.13)  # when the past sittings were, as shares of this year's days so far
LEAST = 300  # days: early in a year the sittings reach back into the last
DEPARTMENTS = (
    "区委组织部", "区民政局", "区财政局", "区住建局", "区司法局", "区信访局", "区城管局", "区应急局", "区卫健局",
)  # fmt: skip
STREETS = (("street", "月塘街道"), ("street2", "桂花街道"))
STREET, STREET_UNITS = "月塘街道", ("月塘派出所", "月塘司法所", "月塘城管中队", "月塘市场监管所")
ABSENT_TODAY = ("区住建局", "区卫健局")  # the demo account `dept` may still sign in and vote
LISTED_TODAY = 6
YEARLY = Decimal("1000000.00")
ROOM = "区委三楼会议室"
PROJECT = "projects.microproject"
OPINIONS = {3: ("conditional", "分两次拨付"), 7: ("no", "应先整改配电箱")}


def sitting_day(world, number):
    """The day of a past sitting: a working day about every two months of this year."""
    so_far = world.today.timetuple().tm_yday - 4
    day = world.day(int(AGO[number] * (so_far if so_far > LEAST else LEAST)))
    while not clock.is_workday(day):
        day += timedelta(1)
    return day


# ------------------------------------------------------------ who sits, what money there is
def load(world):
    """Member units with their speakers, and the money of each year."""
    seats = world.seats_of_conference
    for name in DEPARTMENTS:
        unit = world.units[name]
        user = next((one for one in world.users.values() if speaks_for(one, unit)), None)
        seats.append((unit, user.person if user else world.person(world.district)))
    for username, street in STREETS:
        area = world.area(street)
        office = Organisation.objects.create(
            kind="unit", name=f"{street}办事处", area=area, status="active", is_demo=True
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
    decided = apps.get_model("projects", "MicroProject").objects.filter(status="approved", agenda_item=None)
    by_day = {}
    for project in decided.select_related("area__street").order_by("id"):
        by_day.setdefault(nearest(world, project), []).append(project)
    previous, numbers = "", {}
    for number in range(len(AGO)):
        sitting = Sitting(world, sitting_day(world, number), numbers)
        sitting.past([decision(project) for project in by_day.get(number, ())])
        previous = sitting.seal(previous, is_last=number == len(AGO) - 1)
    today = Sitting(world, world.today, numbers)
    today.in_session()
    ahead = Sitting(world, workday(world.today + timedelta(24)), numbers)
    ahead.open_ahead("物业纠纷综合调处机制运行情况", "区司法局", "通报上季度受理、调处和回访情况，研究下一步安排。")
    street_sitting(world)
    for year, last in numbers.items():
        issued = JointConference.objects.exclude(seal="").filter(year=year).count()
        if issued:
            Serial.objects.create(series=f"conference_minutes:{world.district.code}:{year}", last=issued)
        assert last >= issued


def street_sitting(world):
    """The street's own conference: its units, and next week's sitting, whose agenda is open."""
    area, admin = world.area(STREET), world.users["street"]
    people = [world.person(area) for _ in STREET_UNITS]
    world.save_people(people)
    units = Organisation.objects.bulk_create(
        Organisation(kind="unit", name=name, area=area, status="active", is_demo=True, search_text=name)
        for name in STREET_UNITS
    )
    office = next((unit, person) for unit, person in world.seats_of_conference if person.pk == admin.person_id)
    seats = [office, *zip(units, people, strict=True)]
    ConferenceUnit.objects.bulk_create(
        ConferenceUnit(area=area, unit=unit, person=person, order=order) for order, (unit, person) in enumerate(seats)
    )
    sitting = Sitting(
        world, workday(world.today + timedelta(8)), {}, area=area, office=admin, chair=world.users["streetleader"],
        seats=seats, place="街道三楼会议室",
    )  # fmt: skip
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
        "amount": project.approved_amount,
        "support_class": project.support_class,
    }


def workday(day):
    while not clock.is_workday(day):
        day += timedelta(1)
    return day


class Sitting:
    """One sitting in the making, the district's unless said otherwise; `numbers` counts those of each year."""

    def __init__(self, world, day, numbers, *, area=None, office=None, chair=None, seats=None, place=ROOM):
        self.world, self.day = world, day
        self.office, self.chair = office or world.users["office"], chair or world.users["leader"]
        self.area, self.seats = area or world.district, seats or world.seats_of_conference
        numbers[day.year] = numbers.get(day.year, 0) + 1
        self.row = JointConference(
            area=self.area,
            year=day.year,
            no=numbers[day.year],
            title=f"{day.year}年第{numbers[day.year]}次联席会议",
            held_on=day,
            held_time=time(14, 30),
            place=place,
            chair=self.chair.person,
            recorder=self.office.person,
            created_by=self.office,
        )
        self.events = []

    def tell(self, step, day, actor=None, hour=10, obj=None, by_clock=False, **data):
        workflow = CONFERENCE if obj is None else ACTION
        obj = obj or self.row
        label = workflow.steps[step].label
        at = self.world.moment(day, hour)
        who = None if by_clock else actor or self.office
        self.events.append(self.world.event(f"{workflow.kind}.{step}", obj, who, label=label, at=at, **data))

    def seat(self, absent=()):
        """The members, signed in where the sitting has begun."""
        begun = self.row.held_at is not None
        at = begun and self.row.held_at - timedelta(minutes=10)
        self.members = ConferenceMember.objects.bulk_create(
            ConferenceMember(
                conference=self.row,
                unit=unit,
                person=person,
                order=order,
                signed_in_at=at if begun and unit.name not in absent else None,
            )
            for order, (unit, person) in enumerate(self.seats)
        )

    def vote(self, item, no=None):
        """Everybody present votes; some with a condition or against."""
        at = self.row.held_at + timedelta(minutes=10 + item.no)
        present = [member for member in self.members if member.signed_in_at]
        Vote.objects.bulk_create(
            Vote(
                item=item,
                member=member,
                choice=(no or {}).get(place, ("yes", ""))[0],
                opinion=(no or {}).get(place, ("yes", ""))[1],
                voted_at=at,
            )
            for place, member in enumerate(present)
            if (no or {}).get(place) != "silent"
        )

    # ---- the past year
    def past(self, decisions):
        """Held, every item approved as it was asked."""
        row = self.row
        row.held_at = self.world.moment(self.day, 14, 30)
        row.status = "held"
        row.save()
        self.seat(absent=("区卫健局",) if row.no % 2 else ())
        items = AgendaItem.objects.bulk_create(
            AgendaItem(
                conference=row, no=number, status="decided", decision="approve", summary="街道已审核同意。",
                decided_at=self.world.moment(self.day, 15, number), created_by=self.office,
                due_on=self.due_on(number), owner_unit=self.world.branches.get(facts["area"].pk), **facts,
            )
            for number, facts in enumerate(decisions, 1)
        )  # fmt: skip
        for item in items:
            self.vote(item, no={4: ("abstain", "")} if item.no % 3 == 0 else None)
            self.follow(item)
        for step, ago, actor in (
            ("plan", 20, None),
            ("open_agenda", 16, None),
            ("fix_agenda", 6, None),
            ("hold", 0, None),
        ):
            self.tell(step, self.day - timedelta(ago), actor)

    @property
    def is_recent(self):
        return (self.world.today - self.day).days <= 60

    def due_on(self, number):
        """Ninety days for what is long done; about today for the latest sitting."""
        return self.world.day(5 - 4 * number) if self.is_recent else self.day + timedelta(90)

    def follow(self, item):
        """What the decision obliges to: done in good time, except for the latest sitting."""
        action = ActionItem(
            item=item, area=item.area, unit=item.owner_unit, text=f"落实“{item.title}”"[:200], due_on=item.due_on,
            created_by=self.chair, status="open" if self.is_recent else "done",
            result="" if self.is_recent else "已按会议决定启动实施。",
        )  # fmt: skip
        action.save()
        self.tell("open", self.day, self.chair, 15, obj=action)
        if action.status == "open":
            reminders.begin(action, ACTION.deadlines["open"])
        else:
            self.tell("report", self.day + timedelta(50), self.office, obj=action)
            self.tell("confirm", self.day + timedelta(55), self.office, obj=action)

    def seal(self, previous, is_last):
        """Minutes drafted, signed, issued and sealed onto the sitting before; done with but for the last."""
        row, out = self.row, workday(self.day + timedelta(2))
        row.minutes = minutes_text(row)
        row.minutes_no = f"〔{row.year}〕{row.no}号"
        row.signed_at = self.world.moment(workday(self.day + timedelta(1)), 16)
        row.issued_at = self.world.moment(out, 10)
        seals.put_on(row, previous)
        row.status = "tracking" if is_last else "closed"
        row.save()
        self.tell("draft_minutes", self.day, hour=17)
        self.tell("sign", workday(self.day + timedelta(1)), self.chair, 16)
        self.tell("issue", out, seal=row.seal, minutes_no=row.minutes_no, facts=[["文号", row.minutes_no]])
        self.tell("track", out, hour=18, by_clock=True)
        if not is_last:
            self.tell("close", self.day + timedelta(56), hour=18, by_clock=True)
        self.world.save_events(self.events)
        return row.seal

    # ---- today
    def in_session(self):
        """Begun this afternoon: what the last sitting left open, then projects that wait; the secretary's not yet."""
        row, world = self.row, self.world
        row.held_at, row.status = world.moment(self.day, 8, 30), "held"
        row.held_time = time(8, 30)
        row.save()
        self.seat(absent=ABSENT_TODAY)
        self.carried_over()
        own = world.area("野鸭冲社区")
        waiting = [
            one for one in candidates.waiting_for(row, self.office) if not one.area.is_within(own) and not one.note
        ]
        for number, one in enumerate(waiting[:LISTED_TODAY], 2):
            item = AgendaItem.objects.create(
                conference=row, no=number, title=one.title[:60], area=one.area, proposer=one.proposer,
                source_type=PROJECT, source_id=int(one.url.rstrip("/").rsplit("/", 1)[-1]), source_url=one.url,
                requested_amount=one.requested_amount, summary="街道已审核同意，提请联席会议审议。",
                created_by=self.office,
            )  # fmt: skip
            if number == 2:
                self.vote(item, no={**OPINIONS, 8: "silent"})
        for step, ago in (("plan", 18), ("open_agenda", 15), ("fix_agenda", 6), ("hold", 0)):
            self.tell(step, world.day(ago), hour=8)
        world.save_events(self.events)
        reminders.begin(row, CONFERENCE.deadlines["held"])

    def carried_over(self):
        """The first item: what was decided and is not done; already heard."""
        actions = list(ActionItem.objects.open().select_related("unit").order_by("due_on", "id"))
        lines = [f"{number}. {state_of(action)}" for number, action in enumerate(actions, 1)]
        AgendaItem.objects.create(
            conference=self.row, no=1, title=f"上次会议议定事项落实情况（{len(actions)} 项未办结）",
            area=self.world.district, proposer="会议办公室", summary="\n".join(lines) or "均已办结。",
            source_type="governance.action_item", source_url="/governance/action-items/?tab=open", status="decided",
            decision="approve", by_consensus=True, conditions="逾期事项由责任单位一周内书面说明",
            decided_at=self.world.moment(self.day, 8, 50), created_by=self.office,
        )  # fmt: skip

    # ---- ahead
    def open_ahead(self, title, proposer, summary):
        """The next sitting, whose agenda is open, with one matter on it."""
        row, world = self.row, self.world
        row.status = "agenda_open"
        row.save()
        self.seat()
        AgendaItem.objects.create(
            conference=row, no=1, title=title, area=self.area, proposer=proposer, summary=summary,
            created_by=self.office,
        )  # fmt: skip
        self.tell("plan", world.day(5))
        self.tell("open_agenda", world.day(3))
        world.save_events(self.events)
        reminders.begin(row, CONFERENCE.deadlines["agenda_open"])
