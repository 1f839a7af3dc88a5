"""Bad input to the house stops `manage.py check` with a sentence that says what to add and where."""

import types

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django_filters import CharFilter

from governance import roles
from governance.apps import RoomConfig
from governance.kernel.clock.reminders import Due
from governance.kernel.pages.columns import Column
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table
from governance.kernel.steps import workflow
from governance.kernel.steps.permissions import PERMISSIONS, Permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow
from governance.kernel.upkeep.house import declared
from governance.kernel.upkeep.house.pages import (
    list_pages,
    lists_have_periods,
    lists_keep_their_budget,
    lists_open_on_work,
    lists_show_their_order,
)
from governance.models import Deadline
from projects.models import Demand

OPEN = State("open", "待办", "wait", groups=("open",), waits_for=Due("visit_oldest_days", "projects.visit", "办理"))
CLOSED = State("closed", "已办", "ok", groups=("ended",))


@pytest.fixture
def begin(monkeypatch):
    """begin(*steps, states=…) -> a registry with one workflow of home visits."""

    def make(*steps, states=None, done=True):
        monkeypatch.setattr(workflow, "REGISTRY", {})
        flow = Workflow("projects.visit", *steps, states=states or States(OPEN, CLOSED))
        if done:
            flow.actions = dict.fromkeys(flow.steps, lambda row: row)
        return {flow.kind: flow}

    return make


def close(source=(OPEN,), target=CLOSED, permission="projects.visit"):
    return Step("close", "办结", source, target, permission)


def only(found, *words):
    """The one sentence found, which holds these words."""
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found[0]


def test_a_step_without_an_action(begin):
    only(
        declared.steps_have_actions(begin(close(), done=False)),
        "projects.visit.close has no action",
        '.step("close")',
        "projects/visits/actions.py",
    )


def test_a_step_from_or_to_no_state(begin):
    only(
        declared.steps_join_states(begin(close(source=("opne",)))), 'starts from "opne"', "projects/visits/workflow.py"
    )
    only(declared.steps_join_states(begin(close(target="gone"))), 'leads to "gone"', 'add State("gone", …)')


def test_a_workflow_without_a_model(monkeypatch):
    monkeypatch.setattr(workflow, "REGISTRY", {})
    flow = Workflow("projects.vist", states=States(OPEN))
    only(declared.workflows_have_models({flow.kind: flow}), '"projects.vist" names no model')


def test_a_second_workflow_of_one_name(begin):
    begin(close())
    with pytest.raises(ImproperlyConfigured, match="Two workflows are called"):
        Workflow("projects.visit", close(), states=States(OPEN, CLOSED))


def test_a_permission_that_nothing_declares(begin, tree):
    used = declared.permissions_used(begin(close(permission="projects.vist")), tree)
    only(
        declared.permissions_are_declared(used, PERMISSIONS),
        '"projects.vist"',
        "the step projects.visit.close in projects/visits/workflow.py",
        'add permission("projects.vist"',
    )


def test_a_deadline_of_a_permission_that_nothing_declares(begin, tree):
    late = State("late", "超期", "warn", groups=("open",), waits_for=Due("", "projects.chase", "催办"))
    used = declared.permissions_used(begin(states=States(late)), tree)
    only(
        declared.permissions_are_declared(used, PERMISSIONS),
        '"projects.chase"',
        "the deadline of projects.visit in late",
    )


def test_a_page_that_asks_for_a_permission_that_nothing_declares(tree):
    asked = types.SimpleNamespace(
        code=[types.SimpleNamespace(path="x/views.py", text='\npermission = "projects.peek"')]
    )
    only(declared.permissions_are_declared(declared.permissions_used({}, asked), PERMISSIONS), "x/views.py:2")


def test_a_permission_that_no_role_holds(tree):
    nobody = {"projects.visit": Permission("projects.visit", "登记走访", ())}
    only(
        declared.permissions_are_held(nobody, roles.LABELS, tree),
        'No role holds the permission "projects.visit"',
        "projects/",
        ".py:",
    )


def test_a_role_that_does_not_exist(tree):
    wrong = {"projects.x": Permission("projects.x", "登记", ("street_admn",))}
    only(
        declared.permissions_are_held(wrong, roles.LABELS, tree),
        '"street_admn", which is no role',
        "governance/roles.py",
    )


def test_a_deadline_by_a_rule_that_is_in_no_catalogue(begin):
    late = State("late", "超期", "warn", groups=("open",), waits_for=Due("visit_dayz", "projects.visit", "催办"))
    only(
        declared.deadlines_have_rules(begin(states=States(late)), declared.catalogue()),
        '"visit_dayz", which is in no catalogue',
        "governance/data/rules.csv",
        "projects/visits/workflow.py",
    )
    assert not declared.deadlines_have_rules(begin(close()), declared.catalogue())


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (lambda: State("paused", "暂停", stage=0, groups=("open",)), "has no badge"),
        (lambda: State("paused", "暂停", "wait", groups=("open",)), "has no stage"),
        (lambda: State("paused", "暂停", "wait", stage=0), "belongs to no group"),
    ],
)
def test_a_state_without_badge_stage_or_group(state, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        States(state(), stages=("申报",))


class LetterFilter(FilterSet):
    q = CharFilter()


class DatedFilter(FilterSet):
    due = PeriodFilter("due_on", label="期限")


class LetterTable(Table):
    order = Order("id")

    title = Column("事项")
    due_on = Column("期限", html=str)


class OrderedTable(LetterTable):
    title = Column("事项", sort="id")


class TwiceTable(OrderedTable):
    due_on = Column("期限", sort="id")


class LetterList(ListPage):
    model, filterset, table = Deadline, LetterFilter, LetterTable


class OrderedList(LetterList):
    filterset, table = DatedFilter, OrderedTable


class TwiceList(OrderedList):
    tab_tables = {"late": TwiceTable}


def test_a_list_whose_order_no_column_shows():
    only(
        lists_show_their_order([LetterList]),
        'LetterList opens in the order of "id", which no column of LetterTable shows',
        'add sort="id"',
        "tests/house/test_declared.py",
    )


def test_a_list_whose_order_two_columns_show():
    only(lists_show_their_order([TwiceList]), "2 columns of TwiceTable show (title, due_on)", "leave sort= to one")


def test_a_list_of_days_without_a_period():
    only(
        lists_have_periods([LetterList]),
        "LetterList shows days (期限)",
        'add <name> = PeriodFilter("due_on", label="期限") to LetterFilter',
        "tests/house/test_declared.py",
    )


def test_a_list_that_shows_its_order_and_has_a_period():
    assert lists_show_their_order([OrderedList]) == lists_have_periods([OrderedList]) == []
    assert len(list_pages()) > 25


class DearTable(OrderedTable):
    budget = ("id", "title")


class DearList(OrderedList):
    table = DearTable


def test_a_table_that_says_more_than_its_indexes_hold():
    only(lists_keep_their_budget([DearList]), "DearTable pages through an index", "write budget = ('id',)")


class StatefulList(OrderedList):
    model = Demand
    tabs = (("", "全部"), ("open", "办理中", "open"))


class OpenList(StatefulList):
    tabs = (("open", "办理中", "open"), ("all", "全部"))


def test_a_list_with_states_that_opens_on_all_rows():
    only(
        lists_open_on_work([StatefulList]),
        'StatefulList have states, and it opens on "全部"',
        "tests/house/test_declared.py",
    )
    assert lists_open_on_work([OpenList, OrderedList]) == []


def test_a_concept_without_a_folder(settings):
    class Room(RoomConfig):
        name, path, concepts = "projects", str(settings.BASE_DIR / "projects"), ("letters",)

    room = Room("projects", __import__("projects"))
    with pytest.raises(ImproperlyConfigured, match=r"add projects/letters/__init__\.py or drop it"):
        room.ready()


def test_check_stops_with_the_sentence(monkeypatch):
    monkeypatch.setitem(PERMISSIONS, "projects.nobody", Permission("projects.nobody", "无人", ()))
    with pytest.raises(SystemCheckError, match=r'No role holds the permission "projects\.nobody"'):
        call_command("check")


def test_what_is_declared_fits_together(settings):
    assert not declared.everything(settings.BASE_DIR, roles.LABELS)
