"""Demo demands: about four hundred over the nine categories, in every state, and those behind the projects."""

from collections import Counter
from datetime import timedelta

from governance.kernel.clock import clock
from governance.kernel.models.figures import Serial
from governance.kernel.models.sealed import give_keys
from projects.demands.models.categories import Level
from projects.demands.models.demands import Demand
from projects.demands.workflow import (
    ACCEPTED,
    ANSWERED,
    ASSIGNED,
    CLOSED,
    DEMAND,
    DOING,
    INVALID,
    MERGED,
    NEW,
    REOPENED,
    TO_DEPARTMENT,
    TO_MEDIATION,
    TO_PETITION,
    TO_PROJECT,
    answer_day,
    answer_due,
)

from .catalogue import DEMANDS
from .categories import by_code
from .deadlines import ended_deadline, make_deadline, save_deadlines

# (state, how many, days since it was recorded: from, to)
PLAN = (
    (CLOSED, 228, 20, 300),
    (ANSWERED, 18, 5, 12),
    (DOING, 26, 2, 14),
    (ASSIGNED, 22, 1, 10),
    (ACCEPTED, 10, 0, 2),
    (NEW, 14, 0, 2),
    (TO_DEPARTMENT, 16, 3, 24),
    (TO_MEDIATION, 8, 4, 40),
    (TO_PETITION, 3, 6, 50),
    (REOPENED, 4, 9, 16),
    (MERGED, 8, 10, 90),
    (INVALID, 6, 8, 120),
)
CHANNELS = ("visit",) * 5 + ("leads",) * 5 + ("wechat",) * 3 + ("council", "hotline", "survey", "petition")
ORDER_WORKDAYS = 15  # from an order of the hotline to the day by which it wants the answer
RATINGS = ("very_good",) * 4 + ("good",) * 4 + ("fair", "bad", "unrated", "unrated")
WORKING = (ASSIGNED, DOING, REOPENED)
NOTES = {
    ACCEPTED: "已电话核实",
    CLOSED: "已安排维修并请反映人现场确认，问题解决",
    ANSWERED: "已与相关单位落实，本周内完成整改",
}
MEDIATED, LEGACY = "dispute", "legacy"  # categories whose demands go to mediation and to the petition office


def load(world, draws):
    maker = DemandMaker(world)
    for state, n, first, last in PLAN:
        for _ in range(n):
            maker.draw(state, world.rng.randint(first, last))
    for draw in draws:
        maker.of_project(draw)
    maker.save()


class DemandMaker:
    """Draws demands and saves them at once, in the order in which they were recorded."""

    def __init__(self, world):
        self.world, self.rng = world, world.rng
        self.categories, self.rows, self.orders = by_code(), [], Counter()
        near = [*world.compounds(world.area("野鸭冲社区")), *world.compounds(world.area("赵家冲社区"))]
        self.places = world.compounds() + near * 6

    def draw(self, state, ago):
        code = self.rng.choice(list(DEMANDS))
        if state == TO_MEDIATION:
            code = MEDIATED
        if state == TO_PETITION:
            code = LEGACY
        title, content = self.rng.choice(DEMANDS[code])
        place = self.rng.choice(self.places)
        self.add(state, ago, place, code, title, content)

    def add(self, state, ago, place, code, title, content, project=None):
        """Add one demand to those that will be saved."""
        world, day = self.world, self.world.day(ago)
        anonymous = self.rng.random() < 0.06
        spot = f"{self.rng.randint(1, 9)} 栋{self.rng.choice(('门口', '2 单元', '楼道', '前坪'))}"
        row = Demand(
            title=f"{place.name}{title}"[:60],
            area=place,
            place=spot,
            category=self.categories[code],
            content=f"{spot}{title}，{content}。",
            channel=self.rng.choice(CHANNELS),
            household_count=self.rng.randint(1, 38),
            is_anonymous=anonymous,
            reporter_name="" if anonymous else world.name(),
            reporter_phone="" if anonymous else world.phone(),
            created_by=self.recorder(place),
            created_at=world.moment(day, self.rng.randint(8, 19), self.rng.randint(0, 59)),
            status=state,
            project=project,
            is_demo=True,
        )
        if row.channel == Demand.Channel.HOTLINE:
            self.orders[day] += 1
            row.outer_number = f"{day:%Y%m%d}-{self.orders[day]:06}"
            row.outer_due_on = clock.add_workdays(day, ORDER_WORKDAYS)
        self.fill_course(row, state, day)
        self.rows.append(row)

    def recorder(self, place):
        """The account that recorded the demand, where the demo has one."""
        users = self.world.users
        if place.community.name == "野鸭冲社区":
            return (
                self.rng.choice((users["branch"], users["secretary"])) if place.pk == self.own else users["secretary"]
            )
        return users["secretary2"] if place.community.name == "赵家冲社区" else None

    @property
    def own(self):
        return self.world.users["branch"].posts[0][4]

    def fill_course(self, row, state, day):
        """Set the days and texts that belong to a state."""
        today = self.world.today
        if state in (NEW, INVALID):
            return
        row.accepted_on = min(day + timedelta(1), today)
        if state in (ACCEPTED, MERGED, TO_MEDIATION, TO_PETITION, TO_PROJECT):
            return
        row.assigned_on = min(row.accepted_on + timedelta(1), today)
        row.level = (
            Level.DEPARTMENT
            if state == TO_DEPARTMENT
            else self.rng.choice((Level.COMPOUND, Level.COMMUNITY, Level.COMMUNITY, Level.STREET))
        )
        if state == TO_DEPARTMENT:
            units = sorted(self.world.units.values(), key=lambda unit: unit.pk)
            own = [unit for unit in units if unit.pk in self.world.users["dept"].unit_ids]
            row.unit = self.rng.choice(own * len(units) + units)  # every second one goes to the demo's department
        if state == REOPENED:
            row.reopen_count, row.answer, row.answered_on = 1, NOTES[ANSWERED], today - timedelta(4)
            row.assigned_on = today - timedelta(2)
        row.answer_due_on = answer_day(row, row.level, row.assigned_on)
        row.handler = self.handler(row) if state in (*WORKING, TO_DEPARTMENT) else None
        if state == ANSWERED:
            row.answer, row.answered_on = NOTES[ANSWERED], today - timedelta(self.rng.randint(0, 4))
        if state == CLOSED:
            length = (row.answer_due_on - row.assigned_on).days
            late = self.rng.random() < 0.08
            row.answered_on = min(row.assigned_on + timedelta(self.rng.randint(1, length) + (5 if late else 0)), today)
            row.answer, row.closed_on = NOTES[CLOSED], min(row.answered_on + timedelta(5), today)
            row.rating = "unrated" if row.is_anonymous else self.rng.choice(RATINGS)
            if row.rating != "unrated":
                row.rated_on, row.is_solved = row.closed_on, row.rating != "bad"

    def handler(self, row):
        users, place = self.world.users, row.area
        if row.unit is not None:
            return users["dept"] if row.unit_id in users["dept"].unit_ids else None
        if place.community.name == "野鸭冲社区":
            return users["branch"] if row.level == Level.COMPOUND and place.pk == self.own else users["secretary"]
        if place.community.name == "赵家冲社区":
            return users["secretary2"]
        return users["street"] if place.street.name == "月塘街道" else None

    def of_project(self, draw):
        """Add one or two demands that led to a project; they are free again where it ended without result."""
        project = draw.project
        for _ in range(self.rng.randint(1, 2)):
            ago = (self.world.today - clock.local_date(project.created_at)).days + self.rng.randint(3, 20)
            title, content = self.rng.choice(DEMANDS[project.category.code])
            state = TO_PROJECT
            if draw.has_ended:
                state = DOING
            elif draw.is_approved and self.rng.random() < 0.7:
                state = CLOSED
            taken_up_by = None if draw.has_ended else project
            self.add(state, ago, draw.area, project.category.code, title, content, taken_up_by)

    # ---- rows
    def save(self):
        self.rows.sort(key=lambda row: row.created_at)
        last = Counter()
        for row in self.rows:
            year = clock.local_date(row.created_at).year
            last[year] += 1
            row.number = f"HT-XQ-{year}-{last[year]:05}"
            row.prepare()
        self.merge()
        standing = give_keys(row for row in self.rows if row.status != MERGED)
        Demand.objects.bulk_create(standing, batch_size=500)
        merged = [row for row in self.rows if row.status == MERGED]
        for row in merged:
            row.merged_into_id = row.merged_into.pk
        Demand.objects.bulk_create(give_keys(merged))
        for year, n in last.items():
            Serial.objects.create(series=f"demand:{self.world.district.code}:{year}", last=n)
        self.world.save_events([event for row in self.rows for event in self.history(row)])
        save_deadlines([deadline for row in self.rows for deadline in (*self.deadlines(row), *self.ended(row))])

    def merge(self):
        """A merged demand goes into an open one of the same category; it takes that one's compound."""
        targets = [row for row in self.rows if row.status in (DOING, ASSIGNED, CLOSED) and row.project_id is None]
        for row in self.rows:
            if row.status == MERGED:
                row.merged_into = self.rng.choice(
                    [target for target in targets if target.category_id == row.category_id]
                )
                row.area = row.merged_into.area
                row.title = row.merged_into.title
                row.prepare()

    def history(self, row):
        """The events of a demand of this state."""
        community = row.area.community.name
        by = row.created_by or f"邻长（{row.area.name}）"
        chief = (
            row.created_by
            if row.created_by and community in ("野鸭冲社区", "赵家冲社区")
            else f"社区专干（{community}）"
        )
        labels = {name: step.label for name, step in DEMAND.steps.items()}
        steps = [("register", by, row.created_at, "")]
        if row.accepted_on:
            steps.append(("accept", chief, row.accepted_on, NOTES[ACCEPTED]))
        if row.assigned_on and row.status != TO_DEPARTMENT:
            steps.append(("assign", chief, row.assigned_on, ""))
        if row.status in (TO_DEPARTMENT, TO_MEDIATION, TO_PETITION, TO_PROJECT):
            steps.append((row.status, chief, row.assigned_on or row.accepted_on, ""))
        if row.status in (INVALID, MERGED):
            step = "invalidate" if row.status == INVALID else "merge"
            steps.append(
                (step, chief, row.created_at + timedelta(days=1), "重复反映" if step == "merge" else "不属治理事项")
            )
        if row.status in (DOING, CLOSED):
            steps.append(("start", row.handler or chief, row.assigned_on, ""))
        if row.answered_on:
            steps.append(("answer", row.handler or chief, row.answered_on, row.answer))
        if row.status == REOPENED:
            steps.append(("reopen", by, row.assigned_on, "现场没有看到整改"))
        if row.closed_on:
            if row.rating != "unrated":
                steps.append(("confirm", by, row.closed_on, ""))
            steps.append(("close" if row.rating != "unrated" else "expire", None, row.closed_on, ""))
        return [
            self.world.event(f"projects.demand.{step}", row, who, label=labels[step], at=at, note=note)
            for step, who, at, note in steps
        ]

    def deadlines(self, row):
        """The open deadlines of a demand."""
        if row.status in (*WORKING, TO_DEPARTMENT):
            assignee = row.handler or (self.router(row) if row.status == TO_DEPARTMENT else None)
            return [make_deadline(row, answer_due(row), row.assigned_on, assignee)]
        due = DEMAND.deadlines.get(row.status)
        if due is None:
            return []
        starts = {NEW: clock.local_date(row.created_at), ACCEPTED: row.accepted_on, ANSWERED: row.answered_on}
        start = starts[row.status]
        assignee = row.created_by if row.status == ANSWERED else self.router(row)
        return [make_deadline(row, due, start, assignee)]

    def ended(self, row):
        """The deadline of an answer that was given lately: the board of last month counts it among what was open."""
        since = clock.add_months(clock.month_start(self.world.today), -1)
        if row.answered_on is None or row.answered_on < since or row.status == REOPENED:
            return []
        answered_at = min(self.world.moment(row.answered_on, 17), clock.now())
        return [ended_deadline(row, answer_due(row), row.assigned_on or row.accepted_on, answered_at)]

    def router(self, row):
        users, community = self.world.users, row.area.community.name
        return {"野鸭冲社区": users["secretary"], "赵家冲社区": users["secretary2"]}.get(community)
