"""Kept SQL gives what its queryset gives now, to each person and row its own; it is kept where the key tells all."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import clock, rules
from governance.kernel.models import built
from governance.models import Appointment, Area
from tests.factories.base import make_area, make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    built.STORE.clear()
    rules.load_rules()
    return make_district()


class Build:
    """A build that counts how often it is asked."""

    def __init__(self, make):
        self.make, self.n = make, 0

    def __call__(self, *row):
        self.n += 1
        return self.make(*row)


def test_rows_are_read_now_and_the_sql_is_built_once(town):
    build = Build(lambda: Area.objects.filter(path__startswith=town.community.path).order_by("path"))
    before = built.rows("below", build)
    new = make_area(town.community, "新苑")
    assert new in built.rows("below", build)
    assert new not in before
    assert built.number("below n", build) == len(before) + 1
    assert build.n == 2


def test_what_the_key_cannot_tell_of_is_built_each_time(town):
    def asks_the_database():
        Area.objects.count()
        return Area.objects.all()

    def reads_a_rule():
        rules.find("visit_oldest_days")
        return Area.objects.all()

    def holds_an_instant():
        return Appointment.objects.filter(created_at__lte=clock.now())

    for make in (asks_the_database, reads_a_rule, holds_an_instant):
        build = Build(make)
        assert built.rows(make.__name__, build) == built.rows(make.__name__, build) == list(make())
        assert build.n == 2, make.__name__


def test_nothing_is_asked_where_no_row_can_be(town):
    with CaptureQueriesContext(connection) as asked:
        assert built.rows("none", Area.objects.none) == []
        assert built.number("none", Area.objects.none) == 0
    assert len(asked) == 0


def test_the_row_of_a_key_is_found_or_not(town):
    build = Build(Area.objects.all)
    for area in (town.community, town.compound, town.street):
        assert built.with_key("area", build, area.pk) == area
    assert built.with_key("area", build, 2_000_000_000) is None
    assert built.with_key("area", build, 2**70) is None
    assert build.n == 2  # one for the SQL, one for what no key is


def below(area):
    return Area.objects.filter(path__startswith=area.path).order_by("path")


def test_each_row_has_its_own_rows_by_one_sql(town):
    build = Build(below)
    for area in (town.compound, town.compound, *Area.objects.filter(level="compound")):
        assert built.of_row("below", area, build) == list(below(area)) != []
        assert built.number_of_row("below n", area, build) == below(area).count()
    assert build.n == 2


def test_a_path_is_data_whatever_it_says(town):
    build = Build(below)
    assert built.of_row("below", town.compound, build)
    area = Area.objects.get(pk=town.compound.pk)
    for path in ("/001/%", "/001/_", "' OR 1=1 --", "\\"):
        area.path = path
        assert built.of_row("below", area, build) == list(below(area)) == []
    assert build.n == 1


def test_rows_of_another_shape_are_another_query(town):
    def parent_of(area):
        return Area.objects.filter(pk=area.parent_id) if area.parent_id else Area.objects.none()

    assert built.of_row("parent", town.compound, parent_of) == [town.compound.parent]
    assert built.of_row("parent", town.district, parent_of) == []
    assert built.of_row("parent", town.community, parent_of) == [town.community.parent]


def test_columns_that_are_equal_are_another_shape_than_those_that_are_not(town):
    def whole(area):
        own = area.compound_id == area.pk
        return Area.objects.filter(compound=area.compound_id) if own else Area.objects.filter(pk=area.pk)

    for area in (town.compound, town.building, town.compound, town.building):
        assert set(built.of_row("whole", area, whole)) == set(whole(area))


def test_what_is_reckoned_from_a_row_is_built_each_time(town):
    def above(area):
        return Area.objects.filter(path__in=area.ancestor_paths()).order_by("path")

    def behind(area):
        return Area.objects.filter(pk__gt=area.pk + 1).order_by("pk")

    def sisters(area):
        return Area.objects.filter(parent=area.parent.pk).exclude(pk=area.pk).order_by("pk")

    for make in (above, behind, sisters):
        for area in (town.compound, town.community, town.street):
            assert built.of_row(make.__name__, area, make) == list(make(area)), make.__name__


def test_a_post_that_ended_shows_nothing_any_more(town, client):
    """With every cache warm: what a person saw by a post is gone with it, for others it stays."""
    pages = ("/governance/compounds/", f"/governance/areas/{town.compound.pk}/", "/api/v1/governance/areas/")
    first, second = user_with("community_secretary", town.community), user_with("community_staff", town.community)

    def seen(user):
        client.force_login(user)
        return [client.get(page) for page in pages]

    for user in (first, second, first):
        assert all(town.compound.name in answer.content.decode() for answer in seen(user))
    Appointment.objects.filter(person=first.person).update(
        status="ended", ended_on=clock.today(), ends_on=F("starts_on")
    )
    assert all(town.compound.name not in answer.content.decode() for answer in seen(first))
    assert all(town.compound.name in answer.content.decode() for answer in seen(second))


def test_an_instant_in_the_query_of_a_row_is_never_an_old_one(town):
    def begun(area):
        return Appointment.objects.filter(area=area, created_at__lte=clock.now())

    build = Build(begun)
    for _ in range(2):
        assert built.of_row("begun", town.community, build) == list(begun(town.community))
    assert build.n == 3  # once with the stand-in, then for each call
