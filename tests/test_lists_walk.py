"""Every list page opens in each of its orders and for each span of its periods, and says so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.spans import PeriodFilter, span_choices
from projects.models import Demand
from tests.factories.base import home_of, user_with
from tests.factories.projects import make_demand
from tests.factories.rolls import make_owners_roll
from tests.factories.town import make_town
from tests.test_doors import filled

QUERIES = 10  # of a list, narrowed to a place or not
ROLL = "/rolls/999999999/"  # as `filled` writes the address of a list that belongs to one roll


def list_addresses(patterns=None, prefix=""):
    """The addresses of all list pages."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from list_addresses(pattern.url_patterns, route)
        elif issubclass(getattr(pattern.callback, "view_class", object), ListPage):
            yield f"/{filled(route)}"


@pytest.fixture
def town(db):
    town = make_town()
    make_demand(town.branch, town.compound, town.category)
    return town


def opened(client, town, address):
    """The list as the first role sees it that may open it."""
    for role in roles.LABELS:
        client.force_login(user_with(role, home_of(role, town.place)))
        answer = client.get(address)
        if answer.status_code == 200:
            return answer
    raise AssertionError(f"nobody may open {address}")


def current(answer):
    return [(cell["label"], cell["aria_sort"]) for cell in answer.context["table"].head if cell["aria_sort"]]


@pytest.mark.parametrize("address", sorted(set(list_addresses())))
def test_a_list_opens_in_each_order_and_for_each_span(client, town, address):
    if ROLL in address:  # of a roll that is there
        address = address.replace(ROLL, f"/rolls/{make_owners_roll(town.compound).pk}/")
    answer = opened(client, town, address)
    assert len(current(answer)) == 1, f"{address} does not show its order"
    for cell in answer.context["table"].head:
        for _ in range(2 if cell["sort_url"] else 0):  # one way, then the other
            sorted_list = client.get(cell["sort_url"])
            assert sorted_list.status_code == 200
            ((label, _),) = current(sorted_list)
            assert label == cell["label"]
            cell = next(one for one in sorted_list.context["table"].head if one["label"] == label)
    for name, period in answer.context["filters"].filters.items():
        for span, words in span_choices(period.spans) if isinstance(period, PeriodFilter) else ():
            narrowed = client.get(address, {name: span})
            assert narrowed.status_code == 200
            assert f"{period.label} {words}" in [chip for chip, _ in narrowed.context["chips"]]
        if isinstance(period, PeriodFilter):
            days = client.get(address, {f"{name}_after": "2026-01-01", f"{name}_before": "2026-12-31"})
            assert f"{period.label} 2026-01-01 至 2026-12-31" in [chip for chip, _ in days.context["chips"]]
    narrowings = [{}] + [{"area": town.place.street.code}] * ("area" in answer.context["filters"].filters)
    for narrowing in narrowings:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, narrowing).status_code == 200
        assert len(asked) <= QUERIES, "\n".join(one["sql"] for one in asked)


def test_demands_sort_by_their_deadline_and_those_that_wait_for_nothing_come_last(client, town):
    with clock.travel(date(2026, 3, 2)):
        early, idle = (make_demand(town.branch, town.compound, town.category) for _ in range(2))
    late = Demand.objects.exclude(pk__in=[early.pk, idle.pk]).get()
    Deadline.objects.filter(object_type="projects.demand", object_id=idle.pk).update(closed_at=clock.now())
    client.force_login(town.secretary)
    for sort, expected in (("due", [early, late, idle]), ("-due", [late, early, idle])):
        page = client.get("/projects/demands/", {"sort": sort, "page_size": 1})
        found = list(page.context["table"].page.rows)
        while url := page.context["table"].next_url:
            page = client.get(url)
            found += page.context["table"].page.rows
        assert found == expected
