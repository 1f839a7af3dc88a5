"""Demands, categories and micro-projects in any state, made by the real actions."""

import io
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock
from governance.models import Deliberation, Organisation
from projects.demands.actions import demands
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import reviews
from projects.models import Demand, DemandCategory, MicroProject
from tests.worlds import remembered

from .rolls import keep_roll

_number = count(1)
LINES = (
    {
        "name": "声控感应灯",
        "spec": "LED",
        "quantity": Decimal("100"),
        "unit": "盏",
        "unit_price": Decimal("58.00"),
        "quote_basis": "网上询价",
    },
    {
        "name": "楼道扶手",
        "spec": "",
        "quantity": Decimal("60"),
        "unit": "米",
        "unit_price": Decimal("62.50"),
        "quote_basis": "市场询价",
    },
)
SOURCES = (
    {"kind": "fiscal", "amount": Decimal("7000.00"), "line_no": None, "note": ""},
    {"kind": "fund", "amount": Decimal("1550.00"), "line_no": 2, "note": ""},
    {"kind": "resident", "amount": Decimal("1000.00"), "line_no": 2, "note": "每户 10 元"},
)


def picture(name="现状.jpg"):
    """A small real photograph, a new one each time."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8), (next(_number) % 255, 90, 90)).save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def offers(*suppliers, amount="11800", line_no=1):
    """Quotes as the form gives them, each with its paper."""
    row = {"line_no": line_no, "amount": Decimal(amount)}
    return [{**row, "supplier": supplier, "paper": picture("报价单.jpg")} for supplier in suppliers]


def make_category(area, code="facility", name="基础设施", **fields):
    fields = {"valid_from": clock.today() - timedelta(900), **fields}
    found = DemandCategory.objects.filter(code=code, area=area).first()
    return found or DemandCategory.objects.create(area=area, code=code, name=name, **fields)


@remembered
def make_branch(area, name="小区党支部", **fields):
    fields = {"kind": Organisation.Kind.BRANCH, "branch_kind": "single", "status": "active", **fields}
    return Organisation.objects.create(area=area, name=f"{area.name}{name}{next(_number)}", **fields)


@remembered
def make_demand(actor, area, category, **data):
    """A new demand, recorded by `actor`."""
    data = {
        "title": f"楼道灯不亮{next(_number)}",
        "place": "1 栋 2 单元",
        "content": "晚上看不清台阶",
        "channel": Demand.Channel.VISIT,
        "reporter_name": "张小明",
        "reporter_phone": "19900001234",
        **data,
    }
    return demands.register(Demand(), actor=actor, area=area, category=category, **data)


@remembered
def accepted_demand(reporter, router, area, category, **data):
    return demands.accept(make_demand(reporter, area, category, **data), actor=router)


@remembered
def make_draft(actor, demand, implementer, *, lines=LINES, sources=SOURCES, photos=None, **data):
    """A complete draft made of one accepted demand of a compound, with a photograph unless told otherwise."""
    today = clock.today()
    data = {
        "title": f"荷馨苑楼道照明改造{next(_number)}",
        "area": demand.area.compound,
        "category": demand.category,
        "kind": MicroProject.Kind.WORKS,
        "place": "1 至 6 栋楼道",
        "common_parts": "none",
        "need": "夜间楼道无灯，老人上下楼不便",
        "content": "更换声控灯，加装扶手",
        "household_count": 120,
        "people_count": 300,
        "planned_from": today + timedelta(60),
        "planned_until": today + timedelta(90),
        "implementer": implementer,
        "maintenance": "小区党支部组织邻长日常巡查",
        "conflict_statement": "申报人与实施单位无利益关系",
        **data,
    }
    photos = [picture()] if photos is None else photos
    return micro_projects.begin(
        MicroProject(), actor=actor, demands=[demand], lines=lines, sources=sources, photos=photos, **data
    )


@remembered
def decided_deliberation(actor, area, *, yes=80, no=10, abstain=5, entitled=120, days_ago=20, tallies=None, **data):
    """A deliberation of the council that was held and whose publicity is over, passed or not as the votes say.

    tallies -- those of each motion, where there are several
    """
    held = clock.today() - timedelta(days_ago)
    with clock.travel(held - timedelta(15)):
        row = deliberations.call(
            Deliberation(),
            actor=actor,
            title="楼道照明改造议事",
            area=area,
            body="council",
            owners_matters="none",
            notice_on=held - timedelta(15),
            held_on=held,
            **{"matter": "project", **data},
        )
    keep_roll("council", area, entitled, on=held)
    with clock.travel(held):
        row = deliberations.hold(
            row,
            actor=actor,
            present=yes + no + abstain,
            tallies=tallies or [{"no": 1, "yes": yes, "no_votes": no, "abstain": abstain}],
            tally=[picture("计票单.jpg")],
        )
        row = deliberations.count(row, actor=actor)
    with clock.travel(held + timedelta(1)):
        row = deliberations.publicise(row, actor=actor, publicity_place="公告栏")
    with clock.travel(row.effective_on):
        return deliberations.finalise(row, actor=actor)


@remembered
def resolved_project(actor, demand, implementer, **data):
    draft = make_draft(actor, demand, implementer, **data)
    done = decided_deliberation(actor, draft.area)
    draft = micro_projects.deliberate(draft, actor=actor, deliberation=done, carries_out=True)
    draft.refresh_from_db()
    return draft


@remembered
def submitted_project(actor, demand, implementer, **data):
    project = resolved_project(actor, demand, implementer, **data)
    return micro_projects.submit(project, actor=actor, agrees_to_publish=True)


CHECKED = {"is_needed": True, "is_new": True, "land_is_clear": True, "is_nobodys_duty": True}
REVIEWED = {"is_legal": True, "budget_is_sound": True, "is_feasible": True}


@remembered
def reviewed_project(actor, demand, implementer, secretary, street, **data):
    """Submitted, checked by the community, visited and reviewed by the street."""
    project = submitted_project(actor, demand, implementer, **data)
    project = reviews.check(project, actor=secretary, note="情况属实", **CHECKED)
    project = reviews.visit(
        project, actor=street, visited_on=clock.today(), people="街道、社区", finding="与申报一致", is_feasible=True
    )
    return reviews.review(project, actor=street, note="同意", **REVIEWED)
