"""Demo demands: about four hundred over the nine categories, in every state, and those behind the projects."""

from collections import Counter
from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.models.figures import Serial
from projects import demo_waiting as waiting
from projects.demands.models import Demand
from projects.demands.workflow import DEMAND, answer_due
from projects.micro_projects.demo.catalogue import DEMANDS

from .categories import by_code

# (state, how many, days since it was recorded: from, to)
STATES = (
    ("closed", 228, 20, 300), ("answered", 18, 5, 12), ("doing", 26, 2, 14), ("assigned", 22, 1, 10),
    ("accepted", 10, 0, 2), ("new", 14, 0, 2), ("to_department", 16, 3, 24), ("to_mediation", 8, 4, 40),
    ("to_petition", 3, 6, 50), ("reopened", 4, 9, 16), ("merged", 8, 10, 90), ("invalid", 6, 8, 120),
)  # fmt: skip
CHANNELS = ("visit",) * 5 + ("leads",) * 5 + ("wechat",) * 3 + ("council", "hotline", "survey", "petition")
RATINGS = ("very_good",) * 4 + ("good",) * 4 + ("fair", "bad", "unrated", "unrated")
WORKING = ("assigned", "doing", "reopened")
TOLD = {
    "accepted": "已电话核实",
    "closed": "已安排维修并请反映人现场确认，问题解决",
    "answered": "已与相关单位落实，本周内完成整改",
}


def load(world, draws):
    maker = Maker(world)
    for state, n, first, last in STATES:
        for _ in range(n):
            maker.draw(state, world.rng.randint(first, last))
    for draw in draws:
        maker.of_project(draw)
    maker.save()


class Maker:
    """Draws demands and saves them at once, in the order in which they were recorded."""

    def __init__(self, world):
        self.world, self.rng = world, world.rng
        self.categories, self.rows = by_code(), []
        near = [*world.compounds(world.area("野鸭冲社区")), *world.compounds(world.area("赵家冲社区"))]
        self.places = world.compounds() + near * 6

    def draw(self, state, ago):
        code = self.rng.choice(list(DEMANDS))
        if state == "to_mediation":
            code = "dispute"
        if state == "to_petition":
            code = "legacy"
        title, content = self.rng.choice(DEMANDS[code])
        place = self.rng.choice(self.places)
        self.add(state, ago, place, code, title, content)

    def add(self, state, ago, place, code, title, content, project=None):
        """One demand on its way into the table."""
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
        self.course(row, state, day)
        self.rows.append(row)

    def recorder(self, place):
        """Who wrote it down, where the demo has an account."""
        users = self.world.users
        if place.community.name == "野鸭冲社区":
            return (
                self.rng.choice((users["branch"], users["secretary"])) if place.pk == self.own else users["secretary"]
            )
        return users["secretary2"] if place.community.name == "赵家冲社区" else None

    @property
    def own(self):
        return self.world.users["branch"].posts[0][4]

    def course(self, row, state, day):
        """The days and words that belong to a state."""
        today = self.world.today
        if state in ("new", "invalid"):
            return
        row.accepted_on = min(day + timedelta(1), today)
        if state in ("accepted", "merged", "to_mediation", "to_petition", "to_project"):
            return
        row.assigned_on = min(row.accepted_on + timedelta(1), today)
        row.level = (
            "dept" if state == "to_department" else self.rng.choice(("compound", "community", "community", "street"))
        )
        if state == "to_department":
            units = sorted(self.world.units.values(), key=lambda unit: unit.pk)
            own = [unit for unit in units if unit.pk in self.world.users["dept"].unit_ids]
            row.unit = self.rng.choice(own * len(units) + units)  # every second one goes to the demo's department
        if state == "reopened":
            row.reopen_count, row.answer, row.answered_on = 1, TOLD["answered"], today - timedelta(4)
            row.assigned_on = today - timedelta(2)
        row.answer_due_on = rules.deadline(f"demand_answer_{row.level}", row.assigned_on)
        row.handler = self.handler(row) if state in (*WORKING, "to_department") else None
        if state == "answered":
            row.answer, row.answered_on = TOLD["answered"], today - timedelta(self.rng.randint(0, 4))
        if state == "closed":
            length = (row.answer_due_on - row.assigned_on).days
            late = self.rng.random() < 0.08
            row.answered_on = min(row.assigned_on + timedelta(self.rng.randint(1, length) + (5 if late else 0)), today)
            row.answer, row.closed_on = TOLD["closed"], min(row.answered_on + timedelta(5), today)
            row.rating = "unrated" if row.is_anonymous else self.rng.choice(RATINGS)
            if row.rating != "unrated":
                row.rated_on, row.is_solved = row.closed_on, row.rating != "bad"

    def handler(self, row):
        users, place = self.world.users, row.area
        if row.unit is not None:
            return users["dept"] if row.unit_id in users["dept"].unit_ids else None
        if place.community.name == "野鸭冲社区":
            return users["branch"] if row.level == "compound" and place.pk == self.own else users["secretary"]
        if place.community.name == "赵家冲社区":
            return users["secretary2"]
        return users["street"] if place.street.name == "月塘街道" else None

    def of_project(self, draw):
        """One or two demands from which a project came; they are free again where it came to nothing."""
        project = draw.project
        gone = draw.state in ("dropped", "rejected", "withdrawn")
        for _ in range(self.rng.randint(1, 2)):
            ago = (self.world.today - clock.local_date(project.created_at)).days + self.rng.randint(3, 20)
            title, content = self.rng.choice(DEMANDS[project.category.code])
            state = (
                "doing" if gone else "closed" if draw.state == "approved" and self.rng.random() < 0.7 else "to_project"
            )
            self.add(state, ago, draw.area, project.category.code, title, content, None if gone else project)

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
        Demand.objects.bulk_create([row for row in self.rows if row.status != "merged"], batch_size=500)
        merged = [row for row in self.rows if row.status == "merged"]
        for row in merged:
            row.merged_into_id = row.merged_into.pk
        Demand.objects.bulk_create(merged)
        for year, n in last.items():
            Serial.objects.create(series=f"demand:{self.world.district.code}:{year}", last=n)
        self.world.save_events([event for row in self.rows for event in self.history(row)])
        waiting.save([deadline for row in self.rows for deadline in self.deadlines(row)])

    def merge(self):
        """A merged demand goes into an open one of the same category; it takes that one's compound."""
        targets = [row for row in self.rows if row.status in ("doing", "assigned", "closed") and row.project_id is None]
        for row in self.rows:
            if row.status == "merged":
                row.merged_into = self.rng.choice([one for one in targets if one.category_id == row.category_id])
                row.area = row.merged_into.area
                row.title = row.merged_into.title
                row.prepare()

    def history(self, row):
        """The facts a demand of this state has seen."""
        community = row.area.community.name
        by = row.created_by or f"邻长（{row.area.name}）"
        chief = (
            row.created_by
            if row.created_by and community in ("野鸭冲社区", "赵家冲社区")
            else f"社区专干（{community}）"
        )
        labels = {name: step.label for name, step in DEMAND.steps.items()}
        told = [("register", by, row.created_at, "")]
        if row.accepted_on:
            told.append(("accept", chief, row.accepted_on, TOLD["accepted"]))
        if row.assigned_on and row.status != "to_department":
            told.append(("assign", chief, row.assigned_on, ""))
        if row.status in ("to_department", "to_mediation", "to_petition", "to_project"):
            told.append((row.status, chief, row.assigned_on or row.accepted_on, ""))
        if row.status in ("invalid", "merged"):
            step = {"invalid": "invalidate", "merged": "merge"}[row.status]
            told.append(
                (step, chief, row.created_at + timedelta(days=1), "重复反映" if step == "merge" else "不属治理事项")
            )
        if row.status in ("doing", "closed"):
            told.append(("start", row.handler or chief, row.assigned_on, ""))
        if row.answered_on:
            told.append(("answer", row.handler or chief, row.answered_on, row.answer))
        if row.status == "reopened":
            told.append(("reopen", by, row.assigned_on, "现场没有看到整改"))
        if row.closed_on:
            if row.rating != "unrated":
                told.append(("confirm", by, row.closed_on, ""))
            told.append(("close" if row.rating != "unrated" else "expire", None, row.closed_on, ""))
        return [
            self.world.event(f"projects.demand.{step}", row, who, label=labels[step], at=at, note=note)
            for step, who, at, note in told
        ]

    def deadlines(self, row):
        """What somebody must do about it now."""
        if row.status in (*WORKING, "to_department"):
            assignee = row.handler or (self.router(row) if row.status == "to_department" else None)
            return [waiting.deadline(row, answer_due(row), row.assigned_on, assignee)]
        due = DEMAND.deadlines.get(row.status)
        if due is None:
            return []
        start = {"new": clock.local_date(row.created_at), "accepted": row.accepted_on, "answered": row.answered_on}[
            row.status
        ]
        assignee = row.created_by if row.status == "answered" else self.router(row)
        return [waiting.deadline(row, due, start, assignee)]

    def router(self, row):
        users, community = self.world.users, row.area.community.name
        return {"野鸭冲社区": users["secretary"], "赵家冲社区": users["secretary2"]}.get(community)
