"""Cells shared by the lists of projects: the place with its community, and the open deadline of a row."""

from django.db.models import Case, Exists, OuterRef, Subquery, When

from governance.kernel.clock import clock
from governance.kernel.figures.formats import DASH, STOPPED, sheet_day
from governance.kernel.models.deadlines import Deadline
from governance.templatetags.portal import due


def with_due(rows):
    """Rows with `due_on`, the earliest day of their running deadlines, and `due_is_stopped`: one does not count now."""
    stopped = deadlines_of(rows.model).filter(stopped_on__isnull=False, object_id=OuterRef("pk"))
    return rows.annotate(due_on=earliest(running_deadlines(rows.model)), due_is_stopped=Exists(stopped))


def due_rank(model):
    """The same to sort by.  Looked up only for rows that wait for something, which one pass over the open deadlines
    tells: sorting fifty thousand rows otherwise asks for the deadlines of each.
    """
    running = running_deadlines(model)
    return Case(When(pk__in=running.values("object_id"), then=earliest(running)))


def deadlines_of(model):
    return Deadline.objects.open().filter(object_type=model._meta.label_lower)


def running_deadlines(model):
    return deadlines_of(model).filter(stopped_on=None, due_on__isnull=False)


def earliest(deadlines):
    """The first day among those of a row, as a subquery."""
    return Subquery(deadlines.filter(object_id=OuterRef("pk")).order_by("due_on").values("due_on")[:1])


def is_provisional(row):
    """Whether the day rests on a year whose work calendar is not confirmed: every day here is counted by a rule but
    the one that somebody outside has set.
    """
    if row.due_on is None or row.due_on == getattr(row, "outer_due_on", None):
        return False
    return clock.is_open_year(row.due_on.year)


def due_cell(row):
    if row.due_on:
        return due(row.due_on, is_provisional(row))
    return STOPPED if row.due_is_stopped else DASH


def due_export(row):
    if row.due_on is None and row.due_is_stopped:
        return STOPPED
    return sheet_day(row.due_on, is_provisional(row))


def days_late(row):
    return (clock.today() - row.due_on).days if row.due_on else 0


def community_of(row):
    """野鸭冲社区, under 荷馨苑; None for a row of the community itself or of a wider area."""
    community = row.area.community
    return None if community is None or community.pk == row.area_id else community.name


COMMUNITY = ("社区（村）", community_of)  # the second line of a place
