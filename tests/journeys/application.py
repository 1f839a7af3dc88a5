"""The stretches of the main job up to the submission, through the API; what the application says."""

from datetime import date, timedelta

from governance.kernel.clock import clock
from tests.clients import Program
from tests.factories.late import VOUCHER, proven
from tests.factories.projects import picture
from tests.factories.rolls import keep_roll

NOTICE, MEETING = date(2026, 2, 12), date(2026, 3, 1)
LINES = [
    {
        "name": "声控感应灯",
        "spec": "LED",
        "quantity": "180",
        "unit": "盏",
        "unit_price": "58.00",
        "quote_basis": "三家比价",
    },
    {"name": "楼道扶手", "quantity": "60", "unit": "米", "unit_price": "62.50"},
]
SOURCES = [
    {"kind": "fiscal", "amount": "9000.00", "line_no": 1},
    {"kind": "fund", "amount": "4000.00"},
    {"kind": "resident", "amount": "1190.00", "note": "每户 10 元"},
]
TEXTS = {
    "place": "1 至 6 栋楼道",
    "common_parts": "none",
    "need": "夜间楼道无灯，老人上下楼不便",
    "content": "更换声控灯，加装扶手",
    "household_count": 120,
    "people_count": 300,
    "planned_from": "2026-05-01",
    "planned_until": "2026-06-01",
    "maintenance": "小区党支部组织邻长日常巡查",
    "conflict_statement": "申报人与实施单位无利益关系",
}
REVIEWED = {"is_legal": True, "budget_is_sound": True, "is_feasible": True}
CHECKED = {"is_needed": True, "is_new": True, "land_is_clear": True, "is_nobodys_duty": True}


def pictures():
    return [picture()]


def a_demand(town, branch):
    return branch.make(
        "projects/demands",
        title="楼道灯不亮",
        area=town.compound.code,
        place="3 栋 2 单元",
        category="facility",
        content="晚上看不清台阶",
        channel="visit",
        household_count=36,
        reporter_name="张小明",
        reporter_phone="19900001234",
    )


def an_application(town, branch, demand):
    """A draft made of the demand, filled in with budget, sources, photograph and three quotes."""
    pk = branch.take("projects/demands", demand["id"], "to_project")["project"]
    offered = branch.offered("projects/micro-projects", pk, "save")
    (unit,) = [one["value"] for one in offered["implementer"]["choices"]]
    project = branch.take(
        "projects/micro-projects",
        pk,
        "save",
        **TEXTS,
        title="荷馨苑楼道照明改造",
        area=town.compound.code,
        category="facility",
        kind="works",
        support_asked="full",
        implementer=unit,
        demands=[demand["id"]],
        lines=LINES,
        sources=SOURCES,
        photos=pictures(),
    )
    assert project["total_amount"] == "14190.00"
    assert project["fiscal_amount"] == "9000.00"
    dear = project["lines"][0]["no"]
    offers = (("甲灯具", "10440.00"), ("乙灯具", "10800.00"), ("丙灯具", "11000.00"))
    branch.take(
        "projects/micro-projects",
        pk,
        "quote",
        quotes=[{"line_no": str(dear), "supplier": supplier, "amount": amount} for supplier, amount in offers],
        **{f"quotes-{number}-paper": [picture("报价单.jpg")] for number in range(len(offers))},
    )
    return pk


def a_deliberation(town, branch, pk):
    """The council of some weeks ago, entered from its papers and counted by the portal.

    Each paper comes with its photograph and who vouches for it; the street verifies them, and the result waits for
    a working day after that.
    """
    keep_roll("council", town.compound, 120, on=MEETING)
    project = branch.take(
        "projects/micro-projects",
        pk,
        "deliberate",
        body="council",
        method="meeting",
        notice_on=NOTICE,
        held_on=MEETING,
        place="党群服务站",
        **proven(),
    )
    meeting = project["deliberation"]
    branch.take(
        "governance/deliberations",
        meeting,
        "hold",
        held_on=MEETING,
        present=95,
        tallies=[{"no": 1, "yes": 80, "no_votes": 10, "abstain": 5}],
        sign_in=[picture("签到表.jpg")],
        tally=[picture("计票单.jpg")],
        vouched_by=VOUCHER,
    )
    counted = branch.take("governance/deliberations", meeting, "count")
    assert counted["passed"]
    assert "80" in counted["motions"][0]["formula"]
    shown = branch.take(
        "governance/deliberations",
        meeting,
        "publicise",
        publicised_on=MEETING + timedelta(1),
        publicity_place="公告栏",
        photos=pictures(),
        vouched_by=VOUCHER,
    )
    assert (shown["status"], shown["effective_on"]) == ("unverified", None)
    shown = Program(town.street_user).take(
        "governance/deliberations", meeting, "verify_late", note="已核对通知、签到表和计票单原件，向记录人了解属实"
    )
    early = branch.refused("governance/deliberations", meeting, "finalise")
    assert early["code"] == "publicity_running"
    with clock.travel(date.fromisoformat(shown["effective_on"])):
        branch.take("governance/deliberations", meeting, "finalise")
    history = ["call", "hold", "count", "publicise", "verify_late", "finalise"]
    assert branch.history("governance/deliberations", meeting) == history
    return meeting


def handed_in(town, branch, secretary):
    """Everything up to the submission."""
    demand = a_demand(town, branch)
    secretary.take("projects/demands", demand["id"], "accept")
    pk = an_application(town, branch, demand)
    a_deliberation(town, branch, pk)
    branch.take("projects/micro-projects", pk, "submit", agrees_to_publish=True)
    return pk
