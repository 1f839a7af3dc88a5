"""Demo home visits: every lead of two communities none to six times this month, patch leaders everywhere, some before.

They have a random generator of their own, so that other parts of the demo stay the same.  The demo of demands
saves them, together with the visits on which a demand was heard.
"""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from governance.demo_world import World, signature
from governance.kernel.clock import clock
from governance.kernel.models.figures import Serial
from governance.models import Appointment
from governance.roles import GRASSROOTS
from projects.key_households.models import KeyHousehold

from .models import Visit
from .workflow import CORRECTED, RECORDED, VISIT, VOID

SEED = 212
NEAR = ("野鸭冲社区", "赵家冲社区")
OFTEN, SELDOM = (0, 1, 1, 2, 2, 3, 3, 4, 5, 6), (0, 0, 1, 1, 2, 3)
PAPER = "纸质走访记录本"
HEARD = {
    "daily": (
        "各户平安，无异常",
        "独居老人家门口灯不亮，已联系维修",
        "楼道有杂物，已劝离",
        "反映晚间停车难，已记下",
        "下水道有异味，已告知物业",
        "无异常，提醒关好门窗",
        "反映快递柜占道，待与物业商量",
    ),
    "care": ("身体状况平稳，家中用电安全", "需要助餐服务，已转社区", "子女不在身边，约定每周上门一次"),
    "policy": ("宣传医保缴费和反诈知识，发放宣传单", "讲解老旧小区改造方案，多数同意", "宣传电动车不进楼"),
    "dispute": ("楼上漏水，两家愿意坐下来谈", "噪声争执已当面说和", "未发现新的矛盾"),
    "safety": ("检查楼道充电，劝离两辆电动车", "燃气软管老化，已提醒更换", "消防通道畅通"),
    "other": ("代办老年证材料", "代取药品，送到家中"),
}
KINDS = ("daily",) * 5 + ("care", "policy", "policy", "dispute", "safety", "safety", "other")


class VisitMaker:
    """Draws visits and saves them at once, in the order in which they were recorded."""

    def __init__(self, world: World):
        self.world, self.rng, self.rows = world, random.Random(SEED), []
        self.places = {area.pk: area for area in world.areas.values()}
        self.near = {area.pk for area in world.areas.values() if area.name in NEAR}
        self.posts = defaultdict(list)  # {compound id: leads}
        self.times = Counter()  # {post id: visits}

    def draw(self):
        """This month's visits of the leads, and some of the month before; the two demo accounts went too."""
        for post in self.leads():
            compound = post.area.compound_id
            self.posts[compound].append(post)
            for _ in range(self.rng.choice(OFTEN if post.area.community_id in self.near else SELDOM)):
                self.add(post, self.rng.randrange(self.world.today.day))
            if self.rng.random() < 0.2:
                self.add(post, self.world.today.day + self.rng.randrange(25))
        for username, often in (("branch", 5), ("secretary", 3)):
            user = self.world.users[username]
            post = self.present_posts().get(person=user.person_id)
            for _ in range(often):
                self.add(post, self.rng.randrange(self.world.today.day), user)

    def leads(self):
        rows = self.present_posts().filter(role__in=GRASSROOTS).order_by("area__path", "role", "pk")
        return rows.filter(area__community__in=self.near) | rows.filter(role="patch_leader")

    def present_posts(self):
        rows = Appointment.objects.in_office().select_related("person", "area__compound", "area__parent")
        return rows.defer("person__phone", "person__id_number")

    def add(self, post, ago, user=None, heard="", at=None):
        """One visit on its way into the table: in the lead's own place, or a building of the compound."""
        day = self.world.day(ago)
        kind = self.rng.choice(KINDS)
        area = self.spot(post)
        recorder = user or self.recorder(area)
        row = Visit(
            post=post,
            area=area,
            visited_on=day,
            household_count=min(self.rng.randint(1, 6), area.household_count or 6),
            kind=kind,
            summary=heard or self.rng.choice(HEARD[kind]),
            behalf_note=PAPER if recorder is not None and recorder.person_id != post.person_id else "",
            created_by=recorder,
            created_at=at or self.moment(day),
            is_demo=True,
        )
        row.updated_at = row.created_at
        self.rows.append(row)
        self.times[post.pk] += 1
        return row

    def moment(self, day):
        """An instant in the evening of that day, not later than now."""
        at = self.world.moment(day, self.rng.randint(17, 20), self.rng.randint(0, 59))
        return min(at, clock.now())

    def spot(self, post):
        if post.area.depth > 3:
            return post.area
        compound = post.area if post.area.depth == 3 else self.rng.choice(self.world.compounds(post.area))
        below = self.world.buildings[compound.pk]
        chosen = self.rng.choice(below) if below and self.rng.random() < 0.7 else compound
        chosen.compound, chosen.parent = compound, compound if chosen is not compound else chosen.parent
        return chosen

    def recorder(self, area):
        """The account that recorded the visit; most leads have none."""
        users, community = self.world.users, self.places[area.community_id].name
        if community == NEAR[0]:
            own = users["branch"].posts[0][4]
            return users["branch"] if area.compound_id == own else users["secretary"]
        return users["secretary2"] if community == NEAR[1] else None

    def meet_households(self):
        """Some of this month's visits met a key household of their place; every third household still waits."""
        homes = KeyHousehold.objects.standing().select_related("area").order_by("pk")
        since = clock.month_start(self.world.today)
        for n, home in enumerate(homes):
            fits = (row for row in self.rows if row.visited_on >= since and row.key_household_id is None)
            found = next((row for row in fits if may_have_met(row, home)), None) if n % 3 else None
            if found is not None:
                found.key_household = home

    def save(self):
        self.rows.sort(key=lambda row: row.created_at)
        last = Counter()
        for row in self.rows:
            year = clock.local_date(row.created_at).year
            last[year] += 1
            row.number = f"HT-ZF-{year}-{last[year]:05}"
        for row in self.rows[10:400:130]:
            row.status = VOID
        for row in self.rows[70:400:130]:
            row.status = CORRECTED
        Visit.objects.bulk_create(self.rows, batch_size=1000)
        for year, n in last.items():
            Serial.objects.create(series=f"visit:{self.world.district.code}:{year}", last=n)
        self.world.save_events([event for row in self.rows for event in self.history(row)])

    def history(self, row):
        by = row.created_by or signature(row.post.person, row.area, row.post.role)
        steps = [("record", row.created_at, "")]
        if row.status != RECORDED:
            step, note = {VOID: ("void", "重复登记"), CORRECTED: ("correct", "")}[row.status]
            steps.append((step, row.created_at + timedelta(minutes=30), note))
        return [self.event(row, by, step, at, note) for step, at, note in steps]

    def event(self, row, by, step, at: datetime, note):
        label = VISIT.steps[step].label
        return self.world.event(f"projects.visit.{step}", row, by, label=label, at=min(at, clock.now()), note=note)


def may_have_met(row, home):
    """Whether a visit was to a place around a household, or within its own, by somebody whose post covers it."""
    is_there = row.area.is_within(home.area) or home.area.is_within(row.area)
    return is_there and home.area.is_within(row.post.area)
