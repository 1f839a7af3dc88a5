"""The demo district, loaded whole: every figure of the district's report comes out of the rows, split as allocated."""

import csv
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from disputes.models import MediationCase
from funds.models import Grant
from governance.boards.models import KeptFigure
from governance.deliberations import bodies, publicity
from governance.deliberations.matters import clashes
from governance.demo_world import World
from governance.kernel.clock import clock
from governance.kernel.clock.workdays import calendar
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import Nature
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.tabs import Tab
from governance.kernel.steps.workflow import REGISTRY
from governance.models import Appointment, Area, Deliberation, Event, Organisation, Person, User
from governance.organisations.workflow import EXPIRED
from governance.registry import demo as registry
from governance.registry.metrics import by_street
from governance.roles import GRASSROOTS
from projects.demands.demo.categories import DATA as PROJECT_DATA
from projects.key_households.workflow import STATES as HOMES
from projects.micro_projects.common_parts import find_contradiction
from projects.micro_projects.workflow.states import STATES
from projects.models import Demand, KeyHousehold, MicroProject, Visit
from tests.api_walk import ApiWalk
from tests.conforming import Contract
from tests.demo_facts import ACCOUNTS, ALLOCATED, FIGURES, NOT_IN_THE_DEMO, READING
from tests.desks import Walk
from tests.factories.base import make_district

pytestmark = pytest.mark.django_db
BARE, UNIT = re.compile(r"[\d,]+\.\d{2}"), re.compile("元|㎡")
# tabs whose words say that they cut across the others, or name no state
ACROSS = {"逾期", "已逾期", "逾期未答复", "未说明原因", "已督办", "转为项目（含已办结）"}
UNREAD = {  # addresses of rows of which the demo has none
    f"/api/v1/governance/{rows}/{{id}}/{part}"
    for rows in ("identity-checks", "paper-templates")
    for part in ("", "events/", "steps/")
}


def read(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.slow
def test_the_demo_district(client):
    """One load, many questions: loading takes half a minute."""
    call_command("demo", verbosity=0)
    period = Period(Area.objects.get(level="district"))
    the_figures(period)
    the_allocation(period)
    the_projects()
    the_visits()
    the_registry(period)
    the_accounts()
    the_desks()
    the_months()
    the_tabs()
    the_timelines()
    the_deliberations()
    the_words()
    the_days()
    said = StringIO()
    call_command("verify", stdout=said)
    assert "\nall is well" in f"\n{said.getvalue()}"
    the_work(client)
    the_api()


def the_figures(period):
    assert {code: METRICS[code].figure(period).value for code in FIGURES} == FIGURES
    for metric in METRICS.values():
        if metric.cells(period) is not None:
            assert metric.numerator(period) == metric.counted(period), metric.code


def the_allocation(period):
    wanted = {line["code12"]: line for line in read(registry.DATA / "demo_allocation.csv")}
    codes = dict(Area.objects.values_list("pk", "code"))
    for code, column in ALLOCATED.items():
        split = METRICS[code].split(period, "community")
        for pk, number in split.items():
            assert number == int(wanted[codes[pk]][column]), (code, codes[pk])
        assert sum(split.values()) == int(wanted["TOTAL"][column])
    assert [row["branches"] for row in by_street()] == [71, 75, 27, 45, 32, 12, 15]


def the_projects():
    """The 21 approved ones are those of the list, each with what was paid for it."""
    listed = [(line["name"], int(line["fiscal_yuan"])) for line in read(PROJECT_DATA / "demo_microprojects.csv")]
    paid = MicroProject.objects.filter(status="approved", payments__status="paid")
    paid = [(row.title, int(row.yuan)) for row in paid.annotate(yuan=Sum("payments__amount"))]
    assert len(paid) == len(listed)
    for name, yuan in listed:
        assert any(title.endswith(name) and amount == yuan for title, amount in paid), name
    assert set(MicroProject.objects.values_list("status", flat=True)) == set(STATES)
    assert Demand.objects.exclude(outer_number="").exclude(outer_due_on=None).exists()  # orders of the hotline


def the_visits():
    """Numbered without gaps, each in its visitor's place; the leads of one compound went out none to six times."""
    rows = list(Visit.objects.select_related("area", "post__area").order_by("number"))
    assert 500 < len(rows) <= 3000
    series = Counter(row.number[:11] for row in rows)
    assert [row.number for row in rows] == [
        f"{begin}{n:05}" for begin in sorted(series) for n in range(1, series[begin] + 1)
    ]
    assert all(row.area.is_within(row.post.area) for row in rows)
    assert all(row.household_count <= (row.area.household_count or 6) for row in rows)
    branch = User.objects.get(username="branch").person.area
    leads = Appointment.objects.in_office().filter(role__in=GRASSROOTS, area__compound=branch)
    month = Visit.objects.counted().this_month().filter(post__in=leads).values_list("post").annotate(n=Count("pk"))
    times = Counter(dict(month.order_by()))
    assert max(times.values()) <= 6
    assert len(times) > leads.count() // 2
    assert Demand.objects.exclude(visit=None).exists()
    homes = KeyHousehold.objects.select_related("area__compound", "area__parent")
    assert {home.status for home in homes} == set(HOMES)
    assert all(home.full_door.endswith(home.door) for home in homes)
    met = {row.key_household_id for row in rows if row.key_household_id}
    assert met
    assert {home.pk for home in homes.standing().filter(area__compound=branch)} - met


def the_registry(period):
    heads = Appointment.objects.filter(role="neighbour_head")
    assert 0 < heads.filter(is_building_head=True).count() < 2467
    assert Person.objects.filter(is_demo=False).count() == 0
    assert Organisation.objects.branches().annotate(n=Count("covers")).exclude(n=1).count() == 0
    for name, community in (("永红村", "六零一社区"), ("幸福里", "六零一社区"), ("汇宇芳庭", "西子社区")):
        assert Area.objects.get(name=name).community.name == community
    assert Area.objects.get(name="汇宇芳庭").profile.note.startswith("演示安放")
    assert Decimal(80) > METRICS["scheme_complete"].figure(period).value > Decimal(70)
    assert Decimal(100) > METRICS["post_fill"].figure(period).value > Decimal(99)


def the_accounts():
    assert all(user.check_password("hetang-demo") for user in User.objects.filter(username__in=("leader", "branch")))
    signing_in = set(User.objects.values_list("username", flat=True))
    assert signing_in >= ACCOUNTS
    for role, area_level in (("community_secretary", "community"), ("street_admin", "street")):
        places = Area.objects.current().filter(level=area_level)
        led = Appointment.objects.in_office().filter(role=role, person__user__isnull=False).values("area")
        assert not places.exclude(pk__in=led).exists()  # so that work lies on the nearest desk
    assert len({user.password for user in User.objects.all()}) == 1
    branch = User.objects.get(username="branch")
    assert branch.posts[0][0] == "branch_secretary"
    assert branch.person.area.community.name == "野鸭冲社区"
    assert User.objects.get(username="dept").unit_ids == [Organisation.objects.get(name="区住建局").pk]
    assert {person.phone[:7] for person in Person.objects.exclude(phone_index="")[:50]} == {"1990000"}


def the_desks():
    """Everything that waits lies on somebody's desk."""
    assert Deadline.objects.open().count() > 300
    assert not Deadline.objects.open().filter(assignee=None, desk=None).exists()


def the_months():
    """What is past its day since last month is counted as late in last month's figure, and what was late was open."""
    last = clock.month_start(clock.today()) - timedelta(1)
    kept = {row.code: row for row in KeptFigure.objects.filter(area__path="/")}["overdue_rate"]
    late = Deadline.objects.open().filter(due_on__lt=last, stopped_on=None)
    assert kept.month == clock.month_start(last)
    assert kept.denominator > kept.numerator >= late.count() > 10
    for body in Organisation.objects.filter(status=EXPIRED):
        begun = Deadline.objects.open().get(object_type="governance.organisation", object_id=body.pk)
        assert begun.opened_on == body.term_until + timedelta(1)
    done = MediationCase.objects.filter(closed_on__gt=last, accepted_on__lte=last).values("pk")
    ended = Deadline.objects.filter(object_type="disputes.mediationcase", object_id__in=done)
    assert ended.exclude(closed_at=None).count() == done.count() > 0


def the_tabs():
    """A row is in one tab of a list beside the first one and 全部, but for tabs that say by name how they overlap."""
    overlapping = []
    for page in lists_of(ListPage):
        whole, tabs = page.model._default_manager.all(), [Tab(*one) for one in page.tabs[1:]]
        apart = [tab for tab in tabs if tab.rows and tab.label not in ACROSS and not callable(tab.rows)]
        for one, other in combinations(apart, 2):
            if one.of(whole, None).filter(pk__in=other.of(whole, None).values("pk")).exists():
                overlapping.append(f"{page.__name__}: {one.label} / {other.label}")
    assert not overlapping


def lists_of(page):
    for one in page.__subclasses__():
        if one.__dict__.get("tabs") and one.model:
            yield one
        yield from lists_of(one)


def the_deliberations():
    """No residents' meeting of a single compound; what changes common parts, owners decide with three quarters."""
    held = Deliberation.objects.select_related("area")
    assert held.count() > 50
    meetings = held.filter(body__in=bodies.COMMUNITY)
    assert meetings
    assert {row.area.level for row in meetings} == {"community"}
    built = re.compile("充电棚|停车位|泊位")
    assert {row.body for row in held.filter(area__level="compound") if built.search(row.title)} == {"owners_major"}


def the_words():
    """No demo deliberation or project names another matter than its own."""
    for row in Deliberation.objects.select_related("area").prefetch_related("motions"):
        texts = [row.title, *(motion.text for motion in row.motions.all())]
        assert not clashes(row, texts, row.agenda), row.title
    for project in MicroProject.objects.select_related("area__community"):
        assert find_contradiction(project) is None, project.title


def the_days():
    """No result takes effect and no right ends on a rest day; what follows a result is not earlier than it."""
    for row in Deliberation.objects.exclude(publicised_on=None):
        begins, ends = row.effective_on, publicity.objections_until(row)
        assert all(clock.is_workday(day) for day in (begins, ends) if day), (row, begins, ends)
        if row.is_final:
            assert begins <= clock.today(), row
    for project in MicroProject.objects.exclude(resolved_on=None).select_related("deliberation"):
        assert project.resolved_on == project.deliberation.effective_on, project
        assert project.submitted_on is None or project.submitted_on >= project.resolved_on, project
        assert clock.local_date(project.created_at) <= project.deliberation.notice_on, project
    told = Event.objects.filter(kind__regex=r"micro_project\.(resolve|drop)$|deliberation\.finalise$")
    assert told
    assert all(clock.is_workday(clock.local_date(event.created_at)) for event in told)
    for one in Deadline.objects.exclude(due_on=None).exclude(counted_by=None).select_related("counted_by"):
        moves = "rest_day" if one.counted_by.nature == Nature.RIGHT else one.counted_by.moves
        assert one.due_on <= one.opened_on or calendar().settle(one.due_on, moves) == one.due_on, one
    for grant in Grant.objects.exclude(notified_on=None):
        assert grant.requested_on <= grant.notified_on < grant.voted_on, grant


def the_timelines():
    """Whatever a timeline says of an amount carries its unit, in its words or in its label."""
    facts = [
        fact for data in Event.objects.filter(data__has_key="facts").values_list("data") for fact in data[0]["facts"]
    ]
    assert len(facts) > 1000
    bare = {(label, value) for label, value in facts if BARE.fullmatch(str(value)) and not UNIT.search(label)}
    assert not bare


def the_work(client):
    """What lies there can be done: it opens for the people who are to act, with a step and its form."""
    walk = Walk(client)
    walk.all_desks()
    waiting = {(flow.kind.replace("_", ""), str(state)) for flow in REGISTRY.values() for state in flow.deadlines}
    assert not walk.faults, "\n".join(walk.faults)
    assert waiting - walk.walked == NOT_IN_THE_DEMO


def the_api():
    """What the API answers to each account, and takes of it, is what its description says."""
    users = [User.objects.get(username=name) for name in READING]
    walk = ApiWalk(Contract(), users)
    walk.read_all()
    walk.step_all()
    assert not walk.contract.faults, "\n".join(walk.contract.faults)
    read = {path for method, path, status in walk.contract.answered if method == "GET" and status == 200}
    assert {path for path, methods in walk.contract.document["paths"].items() if "get" in methods} - read == UNREAD
    taken = [status for method, _, status in walk.contract.answered if method == "POST"]
    assert taken.count(200) > 60


def test_the_demo_is_for_an_empty_database():
    make_district()
    with pytest.raises(CommandError, match="空的数据库"):
        call_command("demo", verbosity=0)


def test_the_dice_always_fall_alike():
    names = [[World().name() for _ in range(3)] for _ in range(2)]
    assert names[0] == names[1]
    assert World().spread(10, 3, least=2) == World().spread(10, 3, least=2)
    assert sum(World().spread(277, 62)) == 277
