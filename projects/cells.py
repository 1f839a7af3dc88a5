"""Cells shared by the lists of projects: the place with its community, and the open deadline of a row."""

from django.db.models import Case, OuterRef, Subquery, When

from governance.kernel.clock import clock
from governance.kernel.figures.formats import DASH, sheet_day
from governance.kernel.models.deadlines import Deadline
from governance.templatetags.portal import due


def with_due(rows):
    """Rows with `due_on`, the earliest day of their open deadlines."""
    return rows.annotate(due_on=earliest(open_deadlines(rows.model)))


def due_rank(model):
    """The same to sort by.  Looked up only for rows that wait for something, which one pass over the open deadlines
    tells: sorting fifty thousand rows otherwise asks for the deadlines of each.
    """
    running = open_deadlines(model)
    return Case(When(pk__in=running.values("object_id"), then=earliest(running)))


def open_deadlines(model):
    return Deadline.objects.open().filter(object_type=model._meta.label_lower, due_on__isnull=False)


def earliest(deadlines):
    """The first day among those of a row, as a subquery."""
    return Subquery(deadlines.filter(object_id=OuterRef("pk")).order_by("due_on").values("due_on")[:1])


def is_provisional(row):
    """Whether the day rests on a year whose work calendar is not confirmed: every day here is counted by a rule."""
    return row.due_on is not None and clock.is_open_year(row.due_on.year)


def due_cell(row):
    return due(row.due_on, is_provisional(row)) if row.due_on else DASH


def due_export(row):
    return sheet_day(row.due_on, is_provisional(row))


def days_late(row):
    return (clock.today() - row.due_on).days if row.due_on else 0


def community_of(row):
    """野鸭冲社区, under 荷馨苑; None for a row of the community itself or of a wider area."""
    community = row.area.community
    return None if community is None or community.pk == row.area_id else community.name


COMMUNITY = ("社区（村）", community_of)  # the second line of a place
