"""Demo micro-projects: the 21 approved ones whose payments make 680,000 yuan, and some in every other state."""

import io
from collections import defaultdict
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from governance.conferences.workflow.agenda import LISTED
from governance.kernel.clock import reminders
from governance.kernel.models.figures import Serial
from governance.kernel.papers import files
from governance.models import AgendaItem
from projects.demands.demo.categories import by_code
from projects.demands.demo.deadlines import save_deadlines
from projects.micro_projects.actions.application import snapshot
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.models.projects import MicroProject, Support
from projects.micro_projects.models.reviews import SiteVisit, Version
from projects.micro_projects.workflow.states import (
    COMMUNITY_OK,
    DELIBERATING,
    DRAFT,
    DROPPED,
    IN_CONFERENCE,
    RESOLVED,
    RETURNED,
    STATES,
    STREET_OK,
    SUBMITTED,
)

from . import deliberations
from .draws import NEVER_SUBMITTED, OVER_CAP, branch_area, day_of, draw_approved, draw_others, has_reached
from .history import make_deadlines, make_history
from .money import draw_money, pay, put_totals, write_money

DRAFTING = timedelta(4)  # how long a draft was written on before its deliberation was called
PHOTOGRAPHED = (DRAFT, DELIBERATING, RESOLVED, RETURNED, SUBMITTED, COMMUNITY_OK, STREET_OK, OVER_CAP)


def load(world):
    """Make all projects; returns the Draws, so that demands can be linked."""
    draws = [*draw_approved(world), *draw_others(world)]
    categories = by_code()
    for draw in draws:
        make_draft(world, draw, categories)
    number_projects(world, draws)
    for draw in draws:
        settle(world, draw)
    world.save_events([event for draw in draws for event in make_history(world, draw)])
    save_deadlines([row for draw in draws for row in make_deadlines(world, draw)])
    return draws


# ------------------------------------------------------------ rows
def make_draft(world, draw, categories):
    """Save the draft with its money and, from the deliberation on, the deliberation."""
    plan, area = draw.plan, draw.area
    branch = world.branches[area.pk]
    title = plan.title if plan.title.startswith(area.name) else f"{area.name}{plan.title}"
    project = MicroProject(
        title=title[:60],
        area=area,
        category=categories[plan.category],
        kind=plan.kind,
        place=f"{area.name}{'全小区' if plan.kind == 'service' else '1 至 6 栋'}",
        common_parts=deliberations.common_parts_of(plan),
        need=plan.need,
        content=plan.content,
        household_count=max(30, (area.household_count or 300) * world.rng.randint(30, 95) // 100),
        planned_from=draw.last_on + timedelta(60),
        planned_until=draw.last_on + timedelta(105),
        implementer=branch,
        maintenance=f"{branch.name}组织邻长日常巡查，费用从公共收益列支",
        conflict_statement="申报人、议事成员与实施单位和供货单位没有利益关系",
        no_repeat_statement="与以往项目的楼栋和内容不同" if draw.state not in NEVER_SUBMITTED else "",
        created_by=find_applicant(world, draw),
        is_demo=True,
    )
    project.people_count = project.household_count * 27 // 10
    held_on = meeting_of(world, draw, project)
    begun = day_of(draw, "begin")
    if held_on is not None:  # a deliberation is called for a project that is there
        begun = min(begun, deliberations.notice_day(project, held_on) - DRAFTING)
    project.created_at = world.moment(begun, 15, 20)
    lines, sources = draw_money(draw)
    put_totals(project, lines, sources)
    if draw.state == OVER_CAP:
        project.over_cap_reason = "涉及消防安全，须一次整治到位"
    project.save()
    draw.project = project
    write_money(project, lines, sources)
    if held_on is not None:
        outcome = {DELIBERATING: "called", DROPPED: "failed"}.get(draw.state, "passed")
        draw.deliberation = deliberations.make(world, project, held_on, outcome=outcome, created_by=project.created_by)
    if draw.state in PHOTOGRAPHED:
        files.attach(project, draw_picture(plan.title), kind=PHOTO_BEFORE, actor=project.created_by)


def meeting_of(world, draw, project):
    """The day of the meeting on the project, whose result is in force before what follows; None for a draft."""
    if draw.state in (DRAFT, DELIBERATING):
        return world.day(-9) if draw.state == DELIBERATING else None
    settled_by = draw.last_on if draw.state == DROPPED else day_of(draw, "resolve")
    return deliberations.meeting_day(project, settled_by)


def find_applicant(world, draw):
    """The account that applies for a compound, if the demo has one."""
    return world.users["branch"] if draw.area.pk == branch_area(world) else None


def draw_picture(title):
    """A drawn stand-in for a photograph."""
    image = Image.new("RGB", (640, 400), (198, 190, 176))
    draw = ImageDraw.Draw(image)
    for n in range(5):
        shade = 120 + (len(title) * 7 + n * 23) % 90
        draw.rectangle((30 + n * 122, 90 + n % 2 * 40, 130 + n * 122, 380), fill=(shade, shade, shade - 10))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70)
    return SimpleUploadedFile("现状照片.jpg", target.getvalue(), content_type="image/jpeg")


def number_projects(world, draws):
    """Give numbers in the order of submission, without gaps in each year, and leave the series where they end."""
    last = defaultdict(int)
    for draw in sorted(
        (draw for draw in draws if draw.state not in NEVER_SUBMITTED), key=lambda draw: day_of(draw, "submit")
    ):
        day = day_of(draw, "submit")
        last[day.year] += 1
        draw.project.number = f"HT-WXM-{day.year}-{last[day.year]:04}"
        draw.project.submitted_on = day
        draw.project.applicant = find_applicant(world, draw)
    for year, n in last.items():
        Serial.objects.create(series=f"project:{world.district.code}:{year}", last=n)


def settle(world, draw):
    """Bring the project into its state, with the rows of the steps before."""
    project, state = draw.project, STREET_OK if draw.state == OVER_CAP else draw.state
    project.deliberation = draw.deliberation
    if draw.deliberation is not None and draw.deliberation.passed:
        project.resolved_on = draw.deliberation.effective_on
    if draw.is_approved:
        project.approved_amount, project.approved_on = project.fiscal_amount, draw.last_on
        project.support_class = Support.MATCH
    if has_reached(draw, "check") and draw.area.community.name == "野鸭冲社区":
        project.checked_by = world.users["secretary"]
    if project.number:
        row = Version(project=project, no=1, data=snapshot(project), submitted_by=project.applicant)
        row.created_at = world.moment(day_of(draw, "submit"), 16, 40)
        row.save()
    if has_reached(draw, "visit") and state != COMMUNITY_OK:
        SiteVisit.objects.create(
            project=project,
            visited_on=day_of(draw, "visit"),
            people="街道经办人、社区书记、小区党支部书记",
            finding="现场情况与申报一致，场地属小区共有",
            is_feasible=True,
        )
    project.status = state
    project.save()
    if not draw.has_ended:  # an ended project is read-only
        MicroProject.objects.filter(pk=project.pk).update(updated_at=world.moment(draw.last_on, 16))
    if draw.is_approved:
        pay(project)


# ------------------------------------------------------------ after all other parts
def finish(world):
    """Point projects to the agenda items made of them; those still waiting are put before the conference."""
    label = MicroProject._meta.label_lower
    for item in AgendaItem.objects.filter(source_type=label).order_by("id"):
        project = MicroProject.objects.filter(pk=item.source_id).first()
        if project is None or project.status in STATES.group("ended"):
            continue
        project.agenda_item = item
        if item.status == LISTED and project.status in STATES.group("awaiting_conference"):
            project.status = IN_CONFERENCE
            reminders.close(project)
            world.save_events(
                [world.event("projects.micro_project.list", project, world.users["office"], label="列入会议议程")]
            )
        project.save()
