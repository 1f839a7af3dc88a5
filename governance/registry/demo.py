"""The registry of the demo: 277 compounds with their people and bodies, exactly as demo_allocation.csv splits them."""

import csv
from datetime import timedelta
from pathlib import Path

from governance.areas import demo as compounds
from governance.areas import divisions
from governance.areas.actions.divisions import load_divisions
from governance.areas.models import Area
from governance.demo_world import split_words
from governance.kernel.clock import clock, reminders
from governance.organisations.actions import organisations
from governance.organisations.demo import bodies, filling
from governance.organisations.models import Organisation
from governance.organisations.workflow import ACTIVE, EXPIRED
from governance.people import demo as posts

DATA = Path(__file__).parent.parent / "data"
DEPARTMENTS = split_words(
    "区委办 区政府办 区委组织部 区委宣传部 区委统战部 区委社会工作部 区委政法委（平安办） 区信访局 区委网信办 "
    "区纪委监委 区人大办 区政协办 区法院 区检察院 区发改局 区教育局 区科工信局 公安荷塘分局 区民政局 区司法局 "
    "区财政局 区人社局 自然资源荷塘分局 生态环境荷塘分局 区住建局 区城管局 区交通局 区农业农村局 区商务局 "
    "区文旅体局 区卫健局 区退役军人局 区应急局 区审计局 区市监局 区统计局 区医保局 区数据局 区消防救援大队 "
    "区总工会 团区委 区妇联 区残联 区工商联 区红十字会 区慈善会 区法学会"
)
# username, role, place, unit
ACCOUNTS = (
    ("leader", "district_leader", "荷塘区", ""),
    ("office", "district_office", "荷塘区", ""),
    ("street", "street_admin", "月塘街道", ""),
    ("street2", "street_admin", "桂花街道", ""),
    ("streetleader", "street_leader", "月塘街道", ""),
    ("secretary", "community_secretary", "野鸭冲社区", ""),
    ("secretary2", "community_secretary", "赵家冲社区", ""),
    ("mediator", "mediator", "野鸭冲社区", ""),
    ("committee", "committee_head", "野鸭冲社区", ""),
    ("petition", "petition_officer", "荷塘区", "区信访局"),
    ("peace", "peace_office", "荷塘区", "区委政法委（平安办）"),
    ("dept", "dept_officer", "荷塘区", "区住建局"),
    ("fund", "fund_manager", "野鸭冲社区", ""),
    ("supervisor", "fund_supervisor", "野鸭冲社区", ""),
    ("finance", "finance_officer", "月塘街道", ""),
    ("auditor", "auditor", "荷塘区", "区审计局"),
    ("sysadmin", "sys_admin", "荷塘区", ""),
    ("secadmin", "sec_admin", "荷塘区", ""),
    ("auditadmin", "audit_admin", "荷塘区", ""),
    ("office2", "district_office", "荷塘区", ""),
    ("street3", "street_admin", "月塘街道", ""),
)


def load(world):
    load_places(world)
    load_departments(world)
    for username, role, place, unit in ACCOUNTS:
        world.account(username, role, world.area(place), unit=world.units.get(unit))
    compounds.make(world)
    posts.make(world)
    filling.make(world, bodies.make(world))


def load_places(world):
    """The real divisions of the district, and what each community gets in the demo."""
    reading = divisions.read_file((DATA / "hetang_divisions.csv").read_bytes())
    load_divisions(reading.divisions, world.areas)
    Area.objects.filter(level="district").update(valid_from=None)
    with open(DATA / "demo_allocation.csv", encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["code12"] == "TOTAL":
                continue
            figures = {
                name: int(value) for name, value in line.items() if name not in ("code12", "name", "kind", "street")
            }
            world.allocation.append({"code": line["code12"], "name": line["name"], "kind": line["kind"], **figures})


def load_departments(world):
    """The usual departments and bodies of a district, to pick from.  Source: domain.md §6.3."""
    units = [
        Organisation(kind="unit", name=name, area=world.district, status=ACTIVE, is_demo=True) for name in DEPARTMENTS
    ]
    world.units = {unit.name: unit for unit in Organisation.objects.bulk_create(units)}


def finish(world):
    """Open the deadlines of elections that are due or late."""
    organisations.announce_terms()
    for body in Organisation.objects.filter(status=EXPIRED):
        with clock.travel(world.moment(body.term_until + timedelta(1))):  # the morning on which the clock marks it
            reminders.begin(body, EXPIRED.waits_for)
