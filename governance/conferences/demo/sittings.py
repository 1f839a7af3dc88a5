"""One demo sitting in the making: past and sealed, in session today, or ahead with an open agenda."""

from datetime import time, timedelta

from governance.conferences import candidates, seals
from governance.conferences.actions.action_items import describe_action
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import AgendaItem, Vote
from governance.conferences.models.sittings import ConferenceMember, JointConference
from governance.conferences.papers.draft import minutes_text
from governance.conferences.workflow.action_items import ACTION, DONE, OPEN
from governance.conferences.workflow.agenda import DECIDED
from governance.conferences.workflow.sittings import AGENDA_OPEN, CLOSED, CONFERENCE, HELD, TRACKING
from governance.kernel.clock import clock, reminders
from governance.kernel.models.addresses import list_address

ROOM = "区委三楼会议室"
PROJECT = "projects.microproject"
ABSENT_TODAY = ("区住建局", "区卫健局")  # the demo account `dept` may still sign in and vote
LISTED_TODAY = 6
OPINIONS = {3: ("conditional", "分两次拨付"), 7: ("no", "应先整改配电箱")}


def next_workday(day):
    """The day itself, or the first working day after it."""
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

    def add_event(self, step, day, actor=None, hour=10, obj=None, by_clock=False, **data):
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
                is_excused=begun and unit.name in absent,
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

    def decide(self, item, at, **values):
        """Approved, as it was voted on."""
        item.decision, item.decided_at, item.status = "approve", at, DECIDED
        for name, value in values.items():
            setattr(item, name, value)
        item.save()

    # ---- the past year
    def past(self, decisions):
        """Held, every item approved as it was asked."""
        row = self.row
        row.held_at = self.world.moment(self.day, 14, 30)
        row.status = HELD
        row.save()
        self.seat(absent=("区卫健局",) if row.no % 2 else ())
        items = AgendaItem.objects.bulk_create(
            AgendaItem(
                conference=row,
                no=number,
                summary="街道已审核同意。",
                created_by=self.office,
                due_on=self.due_on(number),
                owner_unit=self.world.branches.get(facts["area"].pk),
                **facts,
            )
            for number, facts in enumerate(decisions, 1)
        )
        for item in items:
            self.vote(item, no={4: ("abstain", "")} if item.no % 3 == 0 else None)
            self.decide(item, self.world.moment(self.day, 15, item.no))
            self.follow(item)
        for step, ago, actor in (
            ("plan", 20, None),
            ("open_agenda", 16, None),
            ("fix_agenda", 6, None),
            ("hold", 0, None),
        ):
            self.add_event(step, self.day - timedelta(ago), actor)

    @property
    def is_recent(self):
        return (self.world.today - self.day).days <= 60

    def due_on(self, number):
        """Ninety days for what is long done; about today for the latest sitting."""
        return self.world.day(5 - 4 * number) if self.is_recent else self.day + timedelta(90)

    def follow(self, item):
        """What the decision obliges to: done in good time, except for the latest sitting."""
        action = ActionItem(
            item=item,
            area=item.area,
            unit=item.owner_unit,
            text=f"落实“{item.title}”"[:200],
            due_on=item.due_on,
            created_by=self.chair,
            **({} if self.is_recent else {"status": DONE, "result": "已按会议决定启动实施。"}),
        )
        action.save()
        self.add_event("open", self.day, self.chair, 15, obj=action)
        if action.status == OPEN:
            reminders.begin(action, ACTION.deadlines[OPEN])
        else:
            self.add_event("report", self.day + timedelta(50), self.office, obj=action)
            self.add_event("confirm", self.day + timedelta(55), self.office, obj=action)

    def seal(self, previous, is_last):
        """Minutes drafted, signed, issued and sealed onto the sitting before; done with but for the last."""
        row, out = self.row, next_workday(self.day + timedelta(2))
        row.minutes = minutes_text(row)
        row.minutes_no = f"〔{row.year}〕{row.no}号"
        row.signed_at = self.world.moment(next_workday(self.day + timedelta(1)), 16)
        row.issued_at = self.world.moment(out, 10)
        seals.seal_conference(row, previous)
        row.status = TRACKING if is_last else CLOSED
        row.save()
        self.add_event("draft_minutes", self.day, hour=17)
        self.add_event("sign", next_workday(self.day + timedelta(1)), self.chair, 16)
        self.add_event("issue", out, seal=row.seal, minutes_no=row.minutes_no, facts=[["文号", row.minutes_no]])
        self.add_event("track", out, hour=18, by_clock=True)
        if not is_last:
            self.add_event("close", self.day + timedelta(56), hour=18, by_clock=True)
        self.world.save_events(self.events)
        return row.seal

    # ---- today
    def in_session(self):
        """Begun this afternoon: what the last sitting left open, then projects that wait; the secretary's not yet."""
        row, world = self.row, self.world
        row.held_at, row.status = world.moment(self.day, 8, 30), HELD
        row.held_time = time(8, 30)
        row.save()
        self.seat(absent=ABSENT_TODAY)
        self.carried_over()
        own = world.area("野鸭冲社区")
        waiting = [
            candidate
            for candidate in candidates.waiting_for(row, self.office)
            if not candidate.area.is_within(own) and not candidate.note
        ]
        for number, candidate in enumerate(waiting[:LISTED_TODAY], 2):
            item = AgendaItem.objects.create(
                conference=row,
                no=number,
                title=candidate.title[:60],
                area=candidate.area,
                proposer=candidate.proposer,
                source_type=PROJECT,
                source_id=int(candidate.url.rstrip("/").rsplit("/", 1)[-1]),
                source_url=candidate.url,
                requested_amount=candidate.requested_amount,
                fund_request=candidate.fund_request,
                own_share=candidate.own_share,
                summary="街道已审核同意，提请联席会议审议。",
                created_by=self.office,
            )
            if number == 2:
                self.vote(item, no={**OPINIONS, 8: "silent"})
        for step, ago in (("plan", 18), ("open_agenda", 15), ("fix_agenda", 6), ("hold", 0)):
            self.add_event(step, world.day(ago), hour=8)
        world.save_events(self.events)
        reminders.begin(row, CONFERENCE.deadlines[HELD])

    def carried_over(self):
        """The first item: what was decided and is not done; already heard."""
        actions = list(ActionItem.objects.open().select_related("unit").order_by("due_on", "id"))
        lines = [f"{number}. {describe_action(action)}" for number, action in enumerate(actions, 1)]
        heard = AgendaItem.objects.create(
            conference=self.row,
            no=1,
            title=f"上次会议议定事项落实情况（{len(actions)} 项未办结）",
            area=self.world.district,
            proposer="会议办公室",
            summary="\n".join(lines) or "均已办结。",
            source_type="governance.action_item",
            source_url=f"{list_address(ActionItem)}?tab=open",
            created_by=self.office,
        )
        self.vote(heard)
        moment = self.world.moment(self.day, 8, 50)
        self.decide(heard, moment, by_consensus=True, conditions="逾期事项由责任单位一周内书面说明")

    # ---- ahead
    def open_ahead(self, title, proposer, summary):
        """The next sitting, whose agenda is open, with one matter on it."""
        row, world = self.row, self.world
        row.status = AGENDA_OPEN
        row.save()
        self.seat()
        AgendaItem.objects.create(
            conference=row,
            no=1,
            title=title,
            area=self.area,
            proposer=proposer,
            summary=summary,
            created_by=self.office,
        )
        self.add_event("plan", world.day(5))
        self.add_event("open_agenda", world.day(3))
        world.save_events(self.events)
        reminders.begin(row, CONFERENCE.deadlines[AGENDA_OPEN])
