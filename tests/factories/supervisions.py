"""A community with something that is late, and the people around it."""

from datetime import date

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.notices import Notice
from governance.models import Supervision
from governance.supervisions import actions as acts
from tests.factories.base import appoint, make_district, user_with
from tests.worlds import remembered

DUE = reminders.Due("demand_accept", "projects.route", "受理需求")  # one working day
BEGAN, TODAY = date(2026, 11, 9), date(2026, 11, 20)
LIST, PAPERS, API = "/dashboard/overdue/", "/governance/supervisions/", "/api/v1/governance/"
WORDS = "请三日内办结并说明原因"
WHY = {"late_kind": "papers", "late_reason": "产权证明尚未补齐"}
DONE = {"answer": "已上门两次，材料补齐", "promised_on": date(2026, 11, 30)}


@remembered
def furnish():
    """A community's secretary is ten days late with something in a compound; a leader, an office and streets above."""
    rules.load_rules()
    place = make_district()
    place.leader = user_with("district_leader", place.district, name="谭晓勇")
    place.office = user_with("district_office", place.district, name="付颖")
    place.chief = user_with("street_leader", place.street, name="邓书记")
    place.street_admin = user_with("street_admin", place.street, name="邓健")
    place.secretary = user_with("community_secretary", place.community, name="莫辉")
    place.colleague = user_with("community_staff", place.community, name="小莫")
    place.neighbour = user_with("street_admin", place.other_street, name="邻街")
    place.auditor = user_with("auditor", place.district, name="审计")
    place.branch = user_with("branch_secretary", place.compound, name="支书")
    place.row = appoint("group_leader", place.compound)
    place.late = begin(place.row)
    return place


def begin(row, due=DUE, day=BEGAN):
    with clock.travel(day):
        return fresh(reminders.begin(row, due))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@remembered
def urged(place, by=None):
    return acts.urge(fresh(place.late), actor=by or place.leader, requirement=WORDS).supervision


def written():
    """Everything a step could write."""
    tables = (Supervision, Event, Deadline, Serial, Notice)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def address(deadline, step="urge"):
    return f"/governance/deadlines/{deadline.pk}/{step}/"


def api(row, step="urge"):
    return f"{API}{'deadlines' if isinstance(row, Deadline) else 'supervisions'}/{row.pk}/steps/{step}/"
