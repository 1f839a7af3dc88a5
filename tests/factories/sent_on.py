"""One row of every kind that may be sent on, whose words name whomever they could name.

world = make_sent_on()
world.town, world.purse, world.rows            # {"projects.demand": Demand, …}; deliberations: see `posted`
"""

from datetime import date
from types import SimpleNamespace

from governance.kernel.clock import clock
from projects.demands.actions import demands
from projects.micro_projects.actions import decisions
from tests.worlds import remembered

from . import conferences
from .projects import accepted_demand, reviewed_project
from .town import make_town, make_town_fund

REPORTER, PHONE, DOOR = "欧阳小明", "13907331234", "302"
HOME = f"3栋2单元{DOOR}室"
CHAIR, CLERK, OBJECTOR = "钱守礼", "孙抄写", "李有话"
SUBMITTED = date(2026, 3, 20)


@remembered
def make_sent_on():
    """An answered demand, an approved project with the decision on it, and a fund."""
    with clock.travel(SUBMITTED):
        town = make_town()
        purse = make_town_fund(town)
        demand = answered_demand(town)
        asked = accepted_demand(town.branch, town.secretary, town.compound, town.category)
        project = reviewed_project(
            town.branch,
            asked,
            town.implementer,
            town.secretary,
            town.street_user,
            title="荷馨苑楼道照明改造",
            content=f"更换声控灯，{HOME}旁加装扶手，{town.branch.person.name}（{PHONE}）负责联系",
        )
    room = conferences.make_conference(town.place.district, room=town.room)
    with clock.travel(conferences.TODAY):
        project = decisions.list_for_conference(project, actor=town.office, conference=room.conference)
    conferences.in_session(room)
    conferences.decided(room, project.agenda_item, conditions=f"由{town.leader.person.name}督促，验收后付款")
    conferences.issued(room)
    project.refresh_from_db()
    project.agenda_item.refresh_from_db()
    rows = (demand, project, project.agenda_item, purse.fund)
    return SimpleNamespace(town=town, purse=purse, rows={row._meta.label_lower: row for row in rows})


def answered_demand(town):
    """Asked by somebody behind a door, answered in words that name the person, the door and the telephone."""
    demand = accepted_demand(
        town.branch,
        town.secretary,
        town.compound,
        town.category,
        title=f"{REPORTER}家门口楼道灯不亮",
        place=HOME,
        reporter_name=REPORTER,
        reporter_phone=PHONE,
    )
    demand = demands.assign_to(demand, actor=town.secretary, level="community")
    words = f"已更换楼道灯 4 盏，{REPORTER}（{HOME}，139-0733-1234）已试用，由{town.secretary.person.name}办理"
    return demands.answer(demand, actor=town.secretary, answer=words)
