"""A small district with everybody of the main job: compound, community, street, conference, fund.

town = make_town()
town.branch, town.secretary, town.street_user, town.office, town.leader, town.officers
"""

from types import SimpleNamespace

from funds.models import CommunityFund
from tests.worlds import remembered

from .base import District, make_district, user_with
from .conferences import make_room
from .funds import FundCase, donate, keep_in_force, make_fund
from .projects import accepted_demand, make_branch, make_category, submitted_project


@remembered
def make_town():
    """Areas, people, the conference's units with this year's money, a branch, a category: no business rows yet."""
    place = make_district()
    room = make_room(place.district)
    return SimpleNamespace(
        place=place,
        compound=place.compound,
        room=room,
        office=room.office,
        leader=room.leader,
        officers=list(room.officers.values()),
        branch=user_with("branch_secretary", place.compound, name="周建国"),
        secretary=user_with("community_secretary", place.community, name="陈芳"),
        street_user=user_with("street_admin", place.street, name="刘敏"),
        stranger=user_with("community_secretary", place.other_community, name="何外"),
        category=make_category(place.district),
        implementer=make_branch(place.compound),
    )


@remembered
def make_town_fund(town, amount="20000.00"):
    """The community's fund with a gift in its book; returns who keeps it."""
    keep_in_force()
    place: District = town.place
    finance = user_with("finance_officer", place.street, name="罗会计")
    fund: CommunityFund = make_fund(place.community, town.street_user, finance)
    case = FundCase(
        district=place,
        fund=fund,
        street_admin=town.street_user,
        manager=user_with("fund_manager", place.community, name="钱经理"),
        finance=finance,
        second_finance=user_with("finance_officer", place.street),
        supervisor=user_with("fund_supervisor", place.community),
        stranger=user_with("fund_manager", place.other_community),
    )
    if amount:
        donate(case, amount)
    return case


@remembered
def submitted(town, **data):
    """A project of the town's compound, waiting for the community's first check."""
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    return submitted_project(town.branch, demand, town.implementer, **data)
