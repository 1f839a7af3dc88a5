"""Rows of several tables read in one question: the same rows, of the same kinds, as each relation gives by itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import BinaryField, Prefetch
from django.test.utils import CaptureQueriesContext

from governance.kernel.models import built, together
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock
from projects.micro_projects.actions import application
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.models.budgets import SOURCES
from projects.models import Demand, MicroProject, Quote
from tests.factories import projects as make
from tests.kernel.threads import in_thread
from tests.projects.conftest import place  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
EVERYTHING = ("deliberation", "implementer", "area", "demands", "lines__quotes", SOURCES, "versions", files.FILES)


@pytest.fixture
def project(place):  # noqa: F811
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    quotes = make.offers("甲公司", "乙公司", "丙公司")
    row = make.submitted_project(place.branch, demand, place.implementer, quotes=quotes)
    return MicroProject.objects.get(pk=row.pk)


def values(row):
    """[(value, kind)] of the columns that are loaded."""
    loaded = [name for name in (field.attname for field in row._meta.concrete_fields) if name in vars(row)]
    return [(name, getattr(row, name), type(getattr(row, name))) for name in loaded]


def rows_below(project):
    """Every row that the relations give, in their order."""
    lines = list(project.lines.all())
    below = [*project.demands.all(), *lines, *(quote for line in lines for quote in line.quotes.all())]
    sources = list(project.sources.all())
    above = [project.deliberation, project.implementer, project.area]
    return [*above, *below, *sources, *(source.line for source in sources if source.line_id), *project.versions.all()]


def test_children_of_several_rows_are_read_in_one_kept_statement(project):
    below = {"lines": None, "lines__quotes": None, "sources": None, "demands": lambda rows: rows.order_by("-pk")}
    by_themselves = [list(map(values, getattr(project, name).all())) for name in ("lines", "sources", "demands")]
    quotes = [list(map(values, line.quotes.all())) for line in project.lines.all()]
    motions = list(project.deliberation.motions.all())
    for _ in range(2):
        row = MicroProject.objects.select_related("deliberation").get(pk=project.pk)
        with CaptureQueriesContext(connection) as asked:
            built.load_families((row, below), (row.deliberation, {"motions": None}))
            found = [list(map(values, getattr(row, name).all())) for name in ("lines", "sources", "demands")]
            assert found == by_themselves
            assert [list(map(values, line.quotes.all())) for line in row.lines.all()] == quotes
            assert list(row.deliberation.motions.all()) == motions != []
            assert {line.project for line in row.lines.all()} == {row}
        assert len(asked) == 1


def test_it_gives_what_each_relation_gives_in_one_question(project):
    by_themselves = list(map(values, rows_below(MicroProject.objects.get(pk=project.pk))))
    with CaptureQueriesContext(connection) as asked:
        together.read(project, *EVERYTHING)
        together.read(project, *EVERYTHING)  # all of it is there
        assert list(map(values, rows_below(project))) == by_themselves
        assert [len(line.quotes.all()) for line in project.lines.all()] == [3, 0]
        assert project.lines.all()[0].project is project
        assert (files.count(project), files.count(project, PHOTO_BEFORE)) == (4, 1)
        assert (project.demands.exists(), project.versions.count()) == (True, 1)
    assert len(asked) == 1, [query["sql"] for query in asked]
    assert project.demands.get().reporter_name == "张小明"  # sealed columns are opened as ever


def test_what_is_loaded_is_not_read_again_and_nothing_is_found_of_nobody(project):
    project = MicroProject.objects.select_related("deliberation").get(pk=project.pk)
    kept = project.deliberation
    together.read(project, "deliberation", "checked_by", Prefetch("payments"))
    assert project.deliberation is kept
    with CaptureQueriesContext(connection) as asked:
        assert (list(project.payments.all()), project.checked_by) == ([], None)
        together.read(project, "deliberation", Prefetch("lines__quotes", Quote.objects.none()), "checked_by")
        assert [list(line.quotes.all()) for line in project.lines.all()] == [[], []]
    assert len(asked) == 1


def test_a_file_that_comes_later_is_counted(project, place):  # noqa: F811
    together.read(project, files.FILES)
    files.attach(project, make.picture(), kind=PHOTO_BEFORE, actor=place.branch)
    assert files.count(project, PHOTO_BEFORE) == 2


def test_what_was_written_since_is_read_again(project):
    together.read(project, *EVERYTHING)
    Quote.objects.filter(supplier="甲公司").delete()
    together.forget(project, "lines__quotes", "deliberation", files.FILES)
    with CaptureQueriesContext(connection) as asked:
        assert [len(line.quotes.all()) for line in project.lines.all()] == [2, 0]
        assert (project.deliberation_id, files.count(project)) == (project.deliberation.pk, 4)
    assert len(asked) == 5  # lines, the quotes of each of the two, deliberation, files


WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.mark.django_db(transaction=True)
def test_a_step_that_waited_reads_what_the_other_one_left(place):  # noqa: F811
    """What it rests on is read behind the lock of its row: a demand that left meanwhile is missed."""
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    data = {"no_repeat_statement": "位置不同", "agrees_to_publish": True}
    project = make.resolved_project(place.branch, demand, place.implementer)

    def submit():
        with pytest.raises(Refused) as refusal:
            application.submit(project, actor=place.branch, **data)
        return refusal.value.code

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock(project)
            answer = pool.submit(in_thread(submit))
            wait_for(answer)
            Demand.objects.filter(project=project).update(project=None, status=demand.status)
        assert answer.result() == "demand_missing"
    project.refresh_from_db()
    assert (project.number, project.versions.count()) == ("", 0)


def wait_for(answer):
    """Until the other session waits for a lock of this one, or has ended without."""
    with connection.cursor() as cursor:
        found = 0
        while not found and not answer.done():
            cursor.execute(WAITING)
            [found] = cursor.fetchone()


def test_bytes_are_refused_rather_than_bent():
    with pytest.raises(together.ImproperlyConfigured, match="only"):
        together.is_json(BinaryField())
