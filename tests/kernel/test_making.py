"""Rows of kept SQL are what the queryset itself gives: the same rows, values and kinds, with what is joined."""

import pytest
from django.db import connection
from django.db.models import Count, Value
from django.test.utils import CaptureQueriesContext

from governance.kernel.models import built
from governance.kernel.models.prepared import Prepared
from governance.kernel.upkeep.crypto import Sealed
from governance.models import Area, Event, Person
from projects.models import Demand, MicroProject
from tests.factories import projects as make
from tests.projects.conftest import place  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
SHAPES = {
    "rows": lambda: MicroProject.objects.order_by("pk"),
    "joined": lambda: MicroProject.objects.select_related(
        "area__community", "area__street", "category", "created_by__person", "deliberation", "grant"
    ),
    "fewer columns": lambda: Demand.objects.select_related("area").only("title", "area__name"),
    "left out": lambda: Person.objects.defer("phone", "id_number").order_by("pk"),
    "added": lambda: Area.objects.annotate(n=Count("children"), one=Value(1)).order_by("path"),
    "JSON": lambda: Event.objects.order_by("pk"),
    "tuples": lambda: Demand.objects.values_list("title", "area__name", "created_at"),
    "flat": lambda: Demand.objects.values_list("reporter_phone", flat=True),
    "names": lambda: Demand.objects.values("number", "area__path"),
    "both of two": lambda: Demand.objects.values_list("pk", "title").union(Area.objects.values_list("pk", "name")),
}


@pytest.fixture
def town(place):  # noqa: F811
    built.STORE.clear()
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    make.submitted_project(place.branch, demand, place.implementer)
    return place


def told(one):
    """Everything a row holds, and the rows that came with it."""
    if isinstance(one, Sealed):
        return one.stored
    if not hasattr(one, "_meta"):
        return one
    held = {name: told(value) for name, value in vars(one).items() if name != "_state" and not hasattr(value, "_meta")}
    with_it = {name: told(row) for name, row in one._state.fields_cache.items() if row is not one and below(one, name)}
    return type(one), one._state.adding, one._state.db, {**held, **kinds(held)}, with_it


def below(one, name):
    """Whether a relation leads on and not back to where the row came from."""
    return any(field.name == name for field in one._meta.concrete_fields)


def kinds(held):
    return {f"kind of {name}": type(value) for name, value in held.items()}


@pytest.mark.parametrize("build", SHAPES.values(), ids=SHAPES)
def test_kept_sql_gives_what_the_queryset_gives(town, build):
    by_itself = list(map(str, map(told, build())))
    assert by_itself
    for _ in range(2):
        assert sorted(map(str, map(told, built.rows(("a test", build), build)))) == sorted(by_itself)
        assert sorted(map(str, map(told, Prepared(build)()))) == sorted(by_itself)


def test_what_was_left_out_is_read_when_it_is_asked_for(town):
    demand = built.rows("a test", lambda: Demand.objects.only("title"))[0]
    assert demand.get_deferred_fields() >= {"content", "reporter_name"}
    with CaptureQueriesContext(connection) as asked:
        assert demand.content == Demand.objects.get(pk=demand.pk).content
        assert demand.reporter_name == "张小明"  # and opened
    assert len(asked) == 3


def test_a_kept_row_is_saved_like_any_other(town):
    area = built.rows("a test", lambda: Area.objects.select_related("parent").filter(depth=3))[0]
    version = area.version
    area.household_count = 77
    area.save()
    again = Area.objects.get(pk=area.pk)
    assert (again.household_count, again.version) == (77, version + 1)
