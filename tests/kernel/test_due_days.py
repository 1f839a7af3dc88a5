"""Every due day on a row says whether it may still change; a day that the calendar counts is counted by a rule."""

import importlib
import inspect
import pkgutil
import re
from datetime import date, timedelta

import pytest
from django.apps import apps

from governance.conferences.models.sittings import JointConference
from governance.conferences.workflow.sittings import CONFERENCE, papers_are_in_time
from governance.kernel.clock import clock, recounts, reminders, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.clock.workdays import ANNOUNCED
from governance.kernel.models import fresh
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.workflow import REGISTRY
from tests.factories.base import make_district, user_with

YEAR = ANNOUNCED.stop
ROOMS = ("governance", "projects", "disputes", "funds")
CERTAIN = {  # days that no rule counts, and why
    "Agreement.effective_on": "the last signature or seal, as the paper has it",
    "Demand.outer_due_on": "set by the hotline that sent the order",
    "Donation.due_on": "agreed with the donor",
    "Supervision.was_due_on": "the day that had passed when it was issued",
    "Term.due_on": "agreed between the parties",
}


def ours():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def due_days(model):
    """The columns and properties of a model that hold a due day, and the day from which something is in force."""
    names = {field.name for field in model._meta.concrete_fields}
    names |= {name for name in dir(model) if isinstance(inspect.getattr_static(model, name), property)}
    return sorted(name for name in names if name.endswith("due_on") or name == "effective_on")


def flag_of(name):
    return {"due_on": "is_provisional", "effective_on": "effect_is_provisional"}.get(
        name, name.replace("due_on", "is_provisional")
    )


def test_every_due_day_says_whether_it_may_still_change():
    found = {f"{model.__name__}.{name}": model for model in ours() for name in due_days(model)}
    assert {"Deadline.due_on", "JointConference.agenda_due_on", "Deliberation.effective_on"} <= set(found)
    assert set(CERTAIN) <= set(found)
    missing = [place for place, model in found.items() if not hasattr(model, flag_of(place.split(".")[1]))]
    assert sorted(missing) == sorted(CERTAIN)


def dues():
    """Every Due of the portal, wherever it stands."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if module.name.endswith(("workflow", "task", "reminders")) or ".workflow." in module.name:
                yield from (
                    value for value in vars(importlib.import_module(module.name)).values() if isinstance(value, Due)
                )
    for flow in REGISTRY.values():
        yield from flow.deadlines.values()


def test_a_day_that_no_rule_counts_is_a_column():
    """`Due.due` and `Due.latest` name a day that people set; one computed by the calendar would never be marked or
    counted again."""
    columns = {field.name for model in ours() for field in model._meta.concrete_fields}
    given = [day for due in dues() for day in (due.due, due.latest) if day is not None]
    assert len(given) > 1
    for day in given:
        source = inspect.getsource(day)
        named = re.findall(r"\.(\w+)", source.partition("due=")[2] or source)
        assert named, source
        assert named[-1] in columns, source
        assert not re.search(r"add_workdays|rules\.|due_date", source), source


@pytest.fixture
def sitting(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    with clock.travel(date(YEAR - 1, 12, 1)):
        row = JointConference(area=place.district, year=YEAR, no=1, title="联席会议", held_on=date(YEAR, 1, 5))
        row.status = "agenda_open"
        row.save()
        reminders.move(CONFERENCE, row, row.status)
        place.row = row
        yield place


def test_the_day_of_the_agenda_is_marked_and_moves_with_the_calendar(sitting):
    deadline = Deadline.objects.get()
    assert deadline.due_on == sitting.row.agenda_due_on == clock.add_workdays(sitting.row.held_on, -3)
    assert deadline.is_provisional
    assert sitting.row.agenda_is_provisional
    with clock.travel(sitting.row.held_on):
        assert f"最迟应在{clock.zh_day(deadline.due_on)}（暂定）确定" in papers_are_in_time(sitting.row, sitting.office)
    WorkDay.objects.create(date=date(YEAR, 1, 4), is_workday=False, name="元旦", is_provisional=True)
    fresh.forget()
    reached = Deadline.objects.counted_over(date(YEAR, 1, 1), date(YEAR, 12, 31))
    [move] = recounts.recount(reached, actor=sitting.office, why="更正")
    assert move.new == sitting.row.agenda_due_on < deadline.due_on
    assert clock.is_workday(move.new)


def test_a_sitting_moved_to_another_day_takes_its_deadline_along(sitting):
    held = sitting.row.held_on + timedelta(14)
    CONFERENCE.actions["edit"](sitting.row, actor=sitting.office, held_on=held)
    running = Deadline.objects.open().get()
    assert running.due_on == rules.deadline("conference_papers", held)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "last", "due"),
    [
        (date(2026, 11, 11), date(2026, 11, 15), date(2026, 11, 13)),  # the last day is a Sunday
        (date(2026, 11, 11), date(2026, 11, 13), date(2026, 11, 13)),
        (date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 15)),  # none is worked between
        (date(2026, 11, 11), date(2026, 12, 1), date(2026, 11, 18)),
    ],
)
def test_a_period_of_working_days_that_is_cut_short_ends_on_one(start, last, due):
    rules.load_rules()
    capped = reminders.Due("project_community", "projects.check", "社区初审", latest=lambda row: last)
    assert capped.days_of(None, start)[0] == due
