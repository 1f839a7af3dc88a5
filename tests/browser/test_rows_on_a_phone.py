"""Rows of a form on a phone: what stands side by side is on one line, fills its place, and nothing is cut."""

import pytest
from django.test import Client

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.pages.views import workflow_of
from tests.factories import deliberations as made
from tests.factories.base import holder_of, home_of
from tests.factories.rolls import make_delegates
from tests.test_doors import ADDRESSES

from .accessibility import overhang
from .conftest import PHONE

pytestmark = pytest.mark.slow
ROWS = 'data-lines="'
CROOKED = """() => {
  const wrong = [], near = (one, other) => Math.abs(one - other) <= 1;
  for (const row of document.querySelectorAll('[data-rows] > [data-row]')) {
    const seen = [];
    for (const cell of row.cells) {
      const fields = 'input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select';
      const field = cell.querySelector(fields), name = cell.dataset.k, place = cell.getBoundingClientRect();
      if (!field || !place.width) continue;
      const at = field.getBoundingClientRect(), other = seen.find(one => near(one.place.top, place.top));
      if (at.right > document.documentElement.clientWidth) wrong.push(name + ' is cut');
      const isShort = !field.closest('.ht-drop') && at.width < place.width - 14;
      if (isShort) wrong.push(name + ' leaves a part of its place empty');
      const isLevel = !other || (near(other.at.top, at.top) && near(other.at.height, at.height));
      if (!isLevel) wrong.push(name + ' beside ' + other.name);
      seen.push({ name, place, at });
    }
  }
  return [...new Set(wrong)];
}"""


def blank_forms(town):
    """(address, somebody who may open it) of every form for something new that has rows."""
    found, users = {}, [holder_of(role, home_of(role, town.place)) for role in roles.LABELS]
    makes = [f"/{one}" for one in ADDRESSES if "/new/" in f"/{one}" and "999999999" not in one]
    for user in users:
        client = Client()
        client.force_login(user)
        for address in makes:
            if address in found:
                continue
            page = client.get(address)
            if page.status_code == 200 and ROWS in page.content.decode():
                found[address] = user
    return found


def forms_of(row, user):
    """(address, user) of every step that the user may take of a row, and whose form has rows."""
    client = Client()
    client.force_login(user)
    names = [step.name for step in workflow_of(row).open_to(row, user) if step.allowed]
    addresses = [row.url(name) for name in names]
    return {one: user for one in addresses if ROWS in client.get(one).content.decode()}


def test_rows_are_straight_on_a_phone(windows, town):
    make_delegates(town.place.community, delegates=9, committee=1)
    held_on = clock.today()
    with clock.travel(clock.add_workdays(held_on, -20)):
        meeting = made.called(town.secretary, town.place.community, body="residents_delegates", held_on=held_on, roll=0)
    forms = blank_forms(town)
    forms |= forms_of(meeting, town.secretary) | forms_of(town.item, town.office) | forms_of(town.waiting, town.branch)
    assert {"/projects/new/", meeting.url("hold")} <= set(forms)
    assert len(forms) >= 8, sorted(forms)
    wrong = []
    for address, user in forms.items():
        page = windows.open(user, size=PHONE)
        page.goto(address)
        for fault in [*page.evaluate(CROOKED), overhang(page)]:
            wrong += [f"{address}: {fault}"] if fault else []
        page.context.close()
    assert not wrong, "\n".join(wrong)
