"""Every register that has a sheet goes round: what was exported, masked or in full, and left alone changes nothing."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.imports import Outcome
from governance.kernel.papers import copies, workbooks
from governance.kernel.papers.differences import compare
from governance.kernel.papers.reading import check_sheet
from governance.kernel.papers.sheets import SHEETS
from governance.kernel.steps.errors import Refused
from tests.factories.base import holder_of, home_of
from tests.factories.organisations import furnish
from tests.factories.projects import make_demand
from tests.factories.town import make_town
from tests.factories.visits import make_visit

GOING_ROUND = sorted(kind for kind, sheet in SHEETS.items() if sheet.rows)


@pytest.fixture
def town(db):
    town = make_town()
    furnish(town.compound, 2)
    make_demand(town.branch, town.compound, town.category)
    make_visit(town.branch)
    order = {"outer_number": "20261120-004213", "channel": "hotline", "outer_due_on": clock.today()}
    make_demand(town.branch, town.compound, town.category, **order)
    return town


def keeper(town, sheet):
    """The first of those who may change the register, over the whole of their place."""
    role = next(role for role in roles.LABELS if sheet.permission in roles.permissions_of(role))
    return holder_of(role, home_of(role, town.place))


@pytest.mark.parametrize("kind", GOING_ROUND)
@pytest.mark.parametrize("full", [False, True], ids=["masked", "in full"])
def test_what_was_exported_changes_nothing(town, kind, full):
    sheet = SHEETS[kind]
    user = keeper(town, sheet)
    data = copies.exported(sheet, user, full=full)
    count = load_workbook(io.BytesIO(data)).worksheets[0].max_row - 1
    assert count == sheet.rows(user).count() > 0
    reading = check_sheet(sheet, io.BytesIO(data), actor=user)
    assert reading.is_good, dict(reading.errors)
    assert {one.outcome for one in compare(sheet, reading)} == {Outcome.SAME}
    assert reading.remarks == []


@pytest.mark.parametrize("kind", GOING_ROUND)
def test_the_template_has_the_heads_of_the_export_and_nothing_wrong_but_that_it_is_empty(town, kind):
    sheet = SHEETS[kind]
    user = keeper(town, sheet)
    beside = sheet.beside(user) if sheet.beside else None
    reading = check_sheet(sheet, io.BytesIO(workbooks.template(sheet, beside=beside)), actor=user)
    assert reading.sheet_faults == "表格中没有数据，请从表头的下一行开始填写"
    assert set(reading.positions) == {column.name for column in sheet.columns}


@pytest.mark.parametrize("kind", GOING_ROUND)
def test_masked_columns_are_masked_and_given_out_in_full_for_a_reason_only(town, kind):
    sheet = SHEETS[kind]
    user = keeper(town, sheet)
    masked = [column for column in sheet.columns if column.mask]
    before = Event.objects.count()
    with pytest.raises(Refused):
        copies.given_out(sheet, user, "  ")
    assert Event.objects.count() == before
    copies.given_out(sheet, user, "送街道核对")
    event = Event.objects.latest("pk")
    assert (event.kind, event.data["note"]) == ("governance.user.disclose", "送街道核对")
    assert event.data["fields"] == [column.header for column in masked]


@pytest.mark.parametrize("kind", GOING_ROUND)
def test_the_pages_are_for_those_who_may_change_the_register(town, kind):
    sheet = SHEETS[kind]
    allowed, others = Client(), Client()
    allowed.force_login(keeper(town, sheet))
    role = next(role for role in roles.LABELS if sheet.permission not in roles.permissions_of(role))
    others.force_login(holder_of(role, home_of(role, town.place)))
    for part in ("", "_template", "_export", "_full"):
        address = reverse(f"{sheet.page}{part}")
        assert (allowed.get(address).status_code, others.get(address).status_code) == (200, 404), address


@pytest.mark.parametrize("kind", GOING_ROUND)
def test_what_a_sheet_says_is_said_whole(kind):
    """Each column can be read and written, tells its example, and means what its example says."""
    sheet = SHEETS[kind]
    names = [column.name for column in sheet.columns]
    heads = [head for column in sheet.columns for head in (column.header, *column.also)]
    assert len(set(names)) == len(names)
    assert len(set(heads)) == len(heads)
    for column in sheet.columns:
        if column.example:
            assert column.value(column.example) is not None, column.name
