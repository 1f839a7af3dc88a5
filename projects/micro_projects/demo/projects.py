"""Demo micro-projects: the 21 approved ones whose payments make 680,000 yuan, and some in every other state."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from governance.conferences.demo import sitting_day
from governance.kernel.models.figures import Serial
from governance.kernel.papers import files
from governance.models import AgendaItem
from projects import demo_waiting as waiting
from projects.demands.demo.categories import DATA, by_code
from projects.micro_projects.actions.application import snapshot
from projects.micro_projects.models.budgets import BudgetLine, FundingSource, Payment
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.models.reviews import SiteVisit, Version
from projects.micro_projects.workflow import OVER_CAP_DUE, PHOTO_BEFORE, PROJECT

from . import deliberations
from .catalogue import PLANS, Plan

# (state, days since the last step, where: a community, "branch" for the demo secretary's compound, "" anywhere)
OTHERS = (
    ("draft", 1, "branch"),
    ("draft", 4, "branch"),
    ("draft", 2, ""),
    ("draft", 9, ""),
    ("deliberating", 3, "branch"),
    ("deliberating", 6, ""),
    ("deliberating", 2, "赵家冲社区"),
    ("resolved", 5, "branch"),
    ("resolved", 33, ""),
    ("resolved", 12, "赵家冲社区"),
    ("dropped", 40, ""),
    ("dropped", 75, "野鸭冲社区"),
    ("submitted", 9, "野鸭冲社区"),
    ("submitted", 7, "branch"),
    ("submitted", 1, "野鸭冲社区"),
    ("submitted", 3, "赵家冲社区"),
    ("submitted", 2, ""),
    ("submitted", 12, ""),
    ("returned", 3, "branch"),
    ("returned", 10, "野鸭冲社区"),
    ("returned", 5, ""),
    ("community_ok", 11, "野鸭冲社区"),
    ("community_ok", 8, "合泰社区"),
    ("community_ok", 2, "石塘冲社区"),
    ("community_ok", 4, "水竹社区"),
    ("community_ok", 1, "赵家冲社区"),
    ("community_ok", 6, ""),
    ("street_ok", 6, "野鸭冲社区"),
    ("street_ok", 12, "六零一社区"),
    ("street_ok", 20, "流芳社区"),
    ("street_ok", 40, "阳光里社区"),
    ("street_ok", 3, "合泰社区"),
    ("street_ok", 15, "新荷社区"),
    ("street_ok", 9, "赵家冲社区"),
    ("over_cap", 5, "天鹅社区"),
    ("deferred", 18, "红旗路社区"),
    ("deferred", 6, "野鸭冲社区"),
    ("rejected", 50, ""),
    ("rejected", 95, "野鸭冲社区"),
    ("withdrawn", 22, ""),
    ("withdrawn", 64, ""),
)
NEVER_SUBMITTED = ("draft", "deliberating", "resolved", "dropped")
# how many days before the last step each earlier one was taken
PACE = {"begin": 52, "deliberate": 46, "resolve": 24, "submit": 18, "check": 13, "visit": 9, "review": 6, "list": 3}
CENT = Decimal("0.01")
CHARGING = next(plan for plan in PLANS if "充电棚" in plan.title)  # made large, it exceeds the cap of works


@dataclass
class Draw:
    """One demo project on its way into the tables."""

    plan: Plan
    area: object
    state: str
    last_on: object
    fiscal: Decimal | None = None
    project: MicroProject = None
    deliberation: object = None


def load(world):
    """Make all projects; returns the Draws, so that demands can be linked."""
    draws = [*approved(world), *others(world)]
    categories = by_code()
    for draw in draws:
        make(world, draw, categories)
    number(world, draws)
    for draw in draws:
        settle(world, draw)
    world.save_events([event for draw in draws for event in history(world, draw)])
    waiting.save([row for draw in draws for row in deadlines(world, draw)])
    return draws


# ------------------------------------------------------------ which, where, when
def approved(world):
    """The projects of demo_microprojects.csv, decided over the past twelve months."""
    with open(DATA / "demo_microprojects.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for n, row in enumerate(rows):
        area = compound_of(world, row["community"], row["name"])
        plan = Plan(
            row["category"], row["type"], row["name"], f"居民多次反映，希望解决“{row['name']}”问题", row["name"], ()
        )
        yield Draw(plan, area, "approved", sitting_day(world, n * 2 // 7), Decimal(row["fiscal_yuan"]))


def compound_of(world, community, name=""):
    """A compound of a community; the one a project's name begins with, if there is such a one."""
    core = community.removesuffix("居委会").removesuffix("社区")
    place = next(area for area in world.of_level("community") if area.name.startswith(core))
    found = world.compounds(place)
    return next((area for area in found if name.startswith(area.name)), found[len(name) % len(found)])


def others(world):
    """Projects in every other state, dated around today."""
    home = world.area("野鸭冲社区")
    own = next(area for area in world.compounds(home) if area.pk == branch_area(world))
    everywhere = world.compounds()
    for n, (state, ago, where) in enumerate(OTHERS):
        plan = CHARGING if state == "over_cap" else PLANS[(n * 5 + n // len(PLANS)) % len(PLANS)]
        if where == "branch":
            area = own
        elif where:
            found = world.compounds(world.area(where))
            area = found[(n * 3 + 1) % len(found)]
        else:
            area = everywhere[world.rng.randrange(len(everywhere))]
        yield Draw(plan, area, state, world.day(ago))


def branch_area(world):
    return world.users["branch"].posts[0][4]


# ------------------------------------------------------------ rows
def make(world, draw, categories):
    """The draft with its money and, where it came that far, its deliberation."""
    plan, area = draw.plan, draw.area
    branch = world.branches[area.pk]
    title = plan.title if plan.title.startswith(area.name) else f"{area.name}{plan.title}"
    begun = world.moment(day_of(draw, "begin"), 15, 20)
    project = MicroProject(
        title=title[:60],
        area=area,
        category=categories[plan.category],
        kind=plan.kind,
        place=f"{area.name}{'全小区' if plan.kind == 'service' else '1 至 6 栋'}",
        need=plan.need,
        content=plan.content,
        household_count=max(30, (area.household_count or 300) * world.rng.randint(30, 95) // 100),
        planned_from=draw.last_on + timedelta(60),
        planned_until=draw.last_on + timedelta(105),
        implementer=branch,
        maintenance=f"{branch.name}组织邻长日常巡查，费用从公共收益列支",
        conflict_statement="申报人、议事成员与实施单位和供货单位没有利益关系",
        no_repeat_statement="与以往项目的楼栋和内容不同" if draw.state not in NEVER_SUBMITTED else "",
        created_by=applicant(world, draw),
        created_at=begun,
        is_demo=True,
    )
    project.people_count = project.household_count * 27 // 10
    lines, sources = money(draw)
    put_totals(project, lines, sources)
    if draw.state == "over_cap":
        project.over_cap_reason = "涉及消防安全，须一次整治到位"
    project.save()
    draw.project = project
    write_money(project, lines, sources)
    if draw.state != "draft":
        outcome = {"deliberating": "called", "dropped": "failed"}.get(draw.state, "passed")
        held_on = world.day(-9) if outcome == "called" else day_of(draw, "resolve") - timedelta(9)
        draw.deliberation = deliberations.make(
            world, area, project.title, held_on, outcome=outcome, created_by=project.created_by
        )
    if draw.state in (
        "draft",
        "deliberating",
        "resolved",
        "returned",
        "submitted",
        "community_ok",
        "street_ok",
        "over_cap",
    ):
        files.attach(project, picture(plan.title), kind=PHOTO_BEFORE, actor=project.created_by, caption="现状照片")


def applicant(world, draw):
    """The account that applies for a compound, if the demo has one."""
    return world.users["branch"] if draw.area.pk == branch_area(world) else None


def picture(title):
    """A drawn stand-in for a photograph."""
    image = Image.new("RGB", (640, 400), (198, 190, 176))
    draw = ImageDraw.Draw(image)
    for n in range(5):
        shade = 120 + (len(title) * 7 + n * 23) % 90
        draw.rectangle((30 + n * 122, 90 + n % 2 * 40, 130 + n * 122, 380), fill=(shade, shade, shade - 10))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70)
    return SimpleUploadedFile("现状照片.jpg", target.getvalue(), content_type="image/jpeg")


# communities that count on a fund; the last has none yet, so its share waits for one
WITH_FUND = ("野鸭冲社区", "赵家冲社区", "阳光里社区", "合泰社区")


def money(draw):
    """Budget lines and sources that add up: those of the plan, or made to fit the fiscal amount of the list."""
    if draw.fiscal is None:
        lines = [(name, spec, Decimal(n), unit, price) for name, spec, n, unit, price in draw.plan.lines]
        if draw.state == "over_cap":
            name, spec, _, unit, price = lines[0]
            lines[0] = (name, spec, Decimal(200), unit, price)
        total = sum((n * price for *_, n, _, price in lines), Decimal(0))
        fiscal = Decimal(54000) if draw.state == "over_cap" else (total * 2 / 3).quantize(Decimal(100))
        cap = Decimal(30000 if draw.plan.kind == "service" else 50000)
        fiscal = fiscal if draw.state == "over_cap" else min(fiscal, cap)
    else:
        fiscal = draw.fiscal
        own = (fiscal / 5).quantize(Decimal(100))
        total = fiscal + own
        stuff = (total * 3 / 5).quantize(Decimal(100))
        lines = [
            ("材料与设备", "按方案", Decimal(20), "套", (stuff / 20).quantize(CENT)),
            ("人工与服务", "", Decimal(1), "项", total - stuff),
        ]
    rest = total - fiscal
    fund = (rest / 2).quantize(Decimal(1)) if draw.area.community.name in WITH_FUND else Decimal(0)
    sources = [("fiscal", fiscal, ""), ("fund", fund, "社区基金"), ("resident", rest - fund, "居民自筹")]
    return lines, [source for source in sources if source[1] > 0]


def put_totals(project, lines, sources):
    project.total_amount = sum((n * price for *_, n, _, price in lines), Decimal(0))
    project.fiscal_amount = sum((amount for kind, amount, _ in sources if kind == "fiscal"), Decimal(0))
    project.fund_amount = sum((amount for kind, amount, _ in sources if kind == "fund"), Decimal(0))


def write_money(project, lines, sources):
    """The rows, each source spread over the lines in their order."""
    rows = BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                project=project,
                no=no,
                name=name,
                spec=spec,
                quantity=n,
                unit=unit,
                unit_price=price,
                quote_basis="市场询价",
            )
            for no, (name, spec, n, unit, price) in enumerate(lines, 1)
        ]
    )
    left = [(row, n * price) for row, (*_, n, _, price) in zip(rows, lines, strict=True)]
    made = []
    for kind, amount, note in sources:
        while amount > 0:
            row, free = left[0]
            part = min(free, amount)
            made.append(FundingSource(project=project, no=len(made) + 1, kind=kind, amount=part, line=row, note=note))
            amount -= part
            left[0] = (row, free - part)
            if left[0][1] == 0 and len(left) > 1:
                left.pop(0)
    FundingSource.objects.bulk_create(made)


def number(world, draws):
    """Give numbers in the order of submission, without gaps in each year, and leave the series where they end."""
    last = defaultdict(int)
    for draw in sorted(
        (draw for draw in draws if draw.state not in NEVER_SUBMITTED), key=lambda one: day_of(one, "submit")
    ):
        day = day_of(draw, "submit")
        last[day.year] += 1
        draw.project.number = f"HT-WXM-{day.year}-{last[day.year]:04}"
        draw.project.submitted_on = day
        draw.project.applicant = applicant(world, draw)
    for year, n in last.items():
        Serial.objects.create(series=f"project:{world.district.code}:{year}", last=n)


def settle(world, draw):
    """Bring the row into its state, with what came on the way."""
    project, state = draw.project, "street_ok" if draw.state == "over_cap" else draw.state
    project.deliberation = draw.deliberation
    if draw.deliberation is not None and draw.deliberation.passed:
        project.resolved_on = day_of(draw, "resolve")
    if state == "approved":
        project.approved_amount, project.approved_on = project.fiscal_amount, draw.last_on
        project.support_class = "match"
    if reached(draw, "check") and draw.area.community.name == "野鸭冲社区":
        project.checked_by = world.users["secretary"]
    if project.number:
        row = Version(project=project, no=1, data=snapshot(project), submitted_by=project.applicant)
        row.created_at = world.moment(day_of(draw, "submit"), 16, 40)
        row.save()
    if reached(draw, "visit") and state != "community_ok":
        SiteVisit.objects.create(
            project=project,
            visited_on=day_of(draw, "visit"),
            people="街道经办人、社区书记、小区党支部书记",
            finding="现场情况与申报一致，场地属小区共有",
            is_feasible=True,
        )
    project.status = state
    project.save()
    if state not in ("dropped", "rejected", "withdrawn"):  # those are read-only from now on
        MicroProject.objects.filter(pk=project.pk).update(updated_at=world.moment(draw.last_on, 16))
    if state == "approved":
        pay(project)


def pay(project):
    """Sixty percent at the start, the rest three weeks later: together what was approved."""
    first = (project.approved_amount * 3 / 5).quantize(CENT)
    days = (project.approved_on + timedelta(10), project.approved_on + timedelta(31))
    Payment.objects.bulk_create(
        [
            Payment(project=project, amount=amount, status="paid", paid_on=day)
            for amount, day in zip((first, project.approved_amount - first), days, strict=True)
        ]
    )


# ------------------------------------------------------------ time
ORDER = ("begin", "deliberate", "resolve", "submit", "check", "visit", "review", "list")
LAST_STEP = {
    "draft": "begin",
    "deliberating": "deliberate",
    "resolved": "resolve",
    "dropped": "deliberate",
    "submitted": "submit",
    "returned": "submit",
    "withdrawn": "submit",
    "community_ok": "check",
    "rejected": "check",
    "street_ok": "review",
    "over_cap": "review",
    "deferred": "list",
    "approved": "list",
}
ENDS_LATER = ("dropped", "returned", "withdrawn", "rejected", "deferred", "approved")


def reached(draw, step):
    return ORDER.index(step) <= ORDER.index(LAST_STEP[draw.state])


def day_of(draw, step):
    """When a step was taken: the last one on `last_on`, the others their usual time before it."""
    last = LAST_STEP[draw.state]
    shift = 4 if draw.state in ENDS_LATER else 0
    return draw.last_on - timedelta(PACE[step] - PACE[last] + shift)


def history(world, draw):
    """The events of a project, as its steps would have recorded them."""
    project = draw.project
    secretary, chief = people(world, draw)
    street = f"{draw.area.street.name} 街道管理员"
    actor = project.created_by or secretary
    labels = {name: step.label for name, step in PROJECT.steps.items()}
    told = []

    def tell(step, who, day, note="", **data):
        told.append(
            world.event(f"projects.micro_project.{step}", project, who, label=labels[step], at=day, note=note, **data)
        )

    facts = {
        "begin": (actor, ""),
        "deliberate": (actor, ""),
        "resolve": (None, ""),
        "submit": (actor, ""),
        "check": (project.checked_by or chief, "需求属实，权属清楚，建议支持"),
        "visit": (world.users["street"] if "月塘" in street else f"刘敏（{street}）", "现场情况与申报一致"),
        "review": (world.users["street"] if "月塘" in street else f"刘敏（{street}）", "预算合理，同意提请审议"),
        "list": (world.users["office"], ""),
    }
    for step in ORDER:
        if reached(draw, step) and not (step == "visit" and draw.state == "community_ok"):
            who, note = facts[step]
            tell(step, who, day_of(draw, step), note)
    ends = {
        "dropped": ("drop", None, ""),
        "returned": ("send_back", project.checked_by or chief, "签到表缺 3 单元页，请补齐后再报"),
        "withdrawn": ("withdraw", actor, "居民要求先做其他项目"),
        "rejected": ("reject", facts["review"][0], "属物业企业职责，请督促物业企业落实"),
        "deferred": ("defer", world.users["leader"], "请补充后续管护经费来源，下次再议"),
        "approved": ("approve", world.users["leader"], ""),
    }
    if draw.state in ends:
        step, who, note = ends[draw.state]
        data = {"facts": [["批准财政", f"{project.fiscal_amount:,.2f} 元"]]} if step == "approve" else {}
        tell(step, who, draw.last_on, note, **data)
    return told


def people(world, draw):
    """Who signs for the compound and for the community."""
    place = draw.area
    own, chief = world.secretaries.get(place.pk), world.secretaries.get(place.community_id)
    return (
        f"{own.name}（{place.name} 小区党支部书记）" if own else f"{place.name}党支部",
        f"{chief.name}（{place.community.name} 社区书记）" if chief else place.community.name,
    )


def deadlines(world, draw):
    """What somebody must do about the project now."""
    project = draw.project
    due = PROJECT.deadlines.get(project.status)
    if due is None:
        return []
    assignee = project.applicant or project.created_by if project.status in ("resolved", "returned") else None
    rows = [waiting.deadline(project, due, draw.last_on, assignee)]
    if draw.state == "over_cap":
        rows.append(waiting.deadline(project, OVER_CAP_DUE, draw.last_on))
    return rows


# ------------------------------------------------------------ after everybody
def finish(world):
    """Point projects to the agenda items that governance made of them; those still waiting there are before it."""
    label = MicroProject._meta.label_lower
    for item in AgendaItem.objects.filter(source_type=label).order_by("id"):
        project = MicroProject.objects.filter(pk=item.source_id).first()
        if project is None or project.status in ("dropped", "rejected", "withdrawn"):
            continue
        project.agenda_item = item
        if item.status == "listed" and project.status in ("street_ok", "deferred"):
            project.status = "in_conference"
            waiting.close(project)
            world.save_events(
                [world.event("projects.micro_project.list", project, world.users["office"], label="列入会议议程")]
            )
        project.save()
