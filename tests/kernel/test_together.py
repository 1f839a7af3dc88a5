"""Rows of several tables read in one question: the same rows, of the same kinds, as each relation gives by itself."""

import pytest
from django.db import connection
from django.db.models import BinaryField, Prefetch
from django.test.utils import CaptureQueriesContext

from governance.kernel.models import together
from governance.kernel.papers import files
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.models.budgets import SOURCES
from projects.models import MicroProject, Quote
from tests.factories import projects as make
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
        assert list(project.payments.all()) == [] and project.checked_by is None
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


def test_bytes_are_refused_rather_than_bent():
    with pytest.raises(together.ImproperlyConfigured, match="only"):
        together.is_json(BinaryField())
