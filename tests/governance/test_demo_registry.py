"""The demo district's registry: every figure of the district's report comes out of the rows, split as allocated."""

import csv
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from governance.demo import registry
from governance.demo.world import World
from governance.kernel import rules
from governance.kernel.metrics import METRICS, Period
from governance.metrics.registry import by_street
from governance.models import Appointment, Area, Organisation, Person, User
from tests.factories.base import make_district

pytestmark = pytest.mark.django_db
FIGURES = {
    "branches": 277,
    "branch_coverage": Decimal("100.00"),
    "patch_leaders": 381,
    "group_leaders": 1309,
    "neighbour_heads": 7045,
    "self_gov_committees": 153,
    "volunteer_teams": 260,
    "committee_rate": Decimal("55.23"),
    "compounds": 277,
}
ACCOUNTS = {
    "leader",
    "office",
    "street",
    "street2",
    "secretary",
    "secretary2",
    "branch",
    "mediator",
    "committee",
    "petition",
    "peace",
    "dept",
    "fund",
    "supervisor",
    "finance",
    "auditor",
    "sysadmin",
    "secadmin",
    "auditadmin",
}
ALLOCATED = {
    "branches": "branches",
    "patch_leaders": "patch_leaders",
    "group_leaders": "group_leaders",
    "neighbour_heads": "neighbour_heads",
    "self_gov_committees": "self_gov_committees",
    "volunteer_teams": "volunteer_teams",
}


@pytest.fixture
def world():
    rules.load_rules()
    made = World()
    registry.load(made)
    registry.finish(made)
    return made


def test_the_demo_registry(world):
    """One load, many questions: loading takes seconds."""
    period = Period(world.district)
    assert {code: METRICS[code].figure(period).value for code in FIGURES} == FIGURES
    for metric in METRICS.values():
        if metric.cells(period) is not None:
            assert metric.numerator(period) == metric.counted(period), metric.code

    with open(registry.DATA / "demo_allocation.csv", encoding="utf-8", newline="") as lines:
        wanted = {line["code12"]: line for line in csv.DictReader(lines)}
    codes = dict(Area.objects.values_list("pk", "code"))
    for code, column in ALLOCATED.items():
        split = METRICS[code].split(period, "community")
        for pk, number in split.items():
            assert number == int(wanted[codes[pk]][column]), (code, codes[pk])
        assert sum(split.values()) == int(wanted["TOTAL"][column])
    assert [row["branches"] for row in by_street()] == [71, 75, 27, 45, 32, 12, 15]

    heads = Appointment.objects.filter(role="neighbour_head")
    assert 0 < heads.filter(is_building_head=True).count() < 2467
    assert Person.objects.filter(is_demo=False).count() == 0
    assert Organisation.objects.branches().annotate(n=Count("covers")).exclude(n=1).count() == 0
    for name, community in (("永红村", "六零一社区"), ("幸福里", "六零一社区"), ("汇宇芳庭", "西子社区")):
        assert Area.objects.get(name=name).community.name == community
    assert Area.objects.get(name="汇宇芳庭").profile.note.startswith("演示安放")
    assert Decimal(80) > METRICS["scheme_complete"].figure(period).value > Decimal(70)
    assert Decimal(100) > METRICS["post_fill"].figure(period).value > Decimal(99)

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
    assert User.objects.get(username="dept").unit_ids == [world.units["区住建局"].pk]
    assert {person.phone[:7] for person in Person.objects.all()[:50]} == {"1990000"}


def test_the_demo_is_for_an_empty_database():
    make_district()
    with pytest.raises(CommandError, match="空的数据库"):
        call_command("demo", verbosity=0)


def test_the_dice_always_fall_alike():
    names = [[World().name() for _ in range(3)] for _ in range(2)]
    assert names[0] == names[1]
    assert World().spread(10, 3, least=2) == World().spread(10, 3, least=2)
    assert sum(World().spread(277, 62)) == 277
