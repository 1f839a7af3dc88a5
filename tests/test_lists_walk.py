"""Every list page opens in each of its orders and for each span of its periods, and says so."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages import tabs
from governance.kernel.pages.columns import ORDERED
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.spans import PeriodFilter, span_choices
from governance.kernel.pages.tables import LATE
from governance.kernel.pages.tabs import MANY
from governance.kernel.upkeep.house.pages import list_pages, tables_of
from governance.models import Person
from governance.people.spelling import pinyin
from projects.models import Demand
from tests.factories.base import holder_of, home_of, user_with
from tests.factories.projects import accepted_demand, make_demand, make_draft
from tests.factories.rolls import make_owners_roll
from tests.factories.town import make_town
from tests.factories.visits import make_visit
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
        client.force_login(holder_of(role, home_of(role, town.place)))
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


@pytest.mark.parametrize("address", sorted(set(list_addresses())))
def test_tabs_say_how_many_rows_they_have(client, town, address):
    """All of a list are counted in one query, no further than MANY, and each holds as many rows as it says."""
    if ROLL in address:
        address = address.replace(ROLL, f"/rolls/{make_owners_roll(town.compound).pk}/")
    with CaptureQueriesContext(connection) as asked:
        answer = opened(client, town, address)
    counting = [one["sql"] for one in asked if ' AS "n_0"' in one["sql"]]
    tabs = answer.context["tabs"]
    assert len(counting) == (1 if any(count for _, _, count, _ in tabs) else 0)
    assert all(f"LIMIT {MANY}" in sql for sql in counting)
    for label, url, count, _ in tabs:
        page = client.get(url if url.startswith("/") else f"{address}{url}")
        assert [one[0] for one in page.context["tabs"] if one[3]] == [label]
        if count is not None:
            assert page.context["table"].queryset.count() == int(count), f"{address} {label}"


def test_a_tab_counts_no_further_than_it_says(town, monkeypatch):
    for _ in range(2):
        make_demand(town.branch, town.compound, town.category)
    for most, found in ((2, 2), (3, 3), (9, 3)):
        monkeypatch.setattr(tabs, "MANY", most)
        assert tabs.count_rows(town.secretary, {"": Demand.objects.all()}) == {"": found}
    monkeypatch.setattr(tabs, "MANY", 1000)
    assert [tabs.count_words(n) for n in (0, 999, 1000)] == ["0", "999", "1,000+"]


def test_who_looks_for_a_state_or_for_words_sees_all_rows(client, town):
    done = make_demand(town.branch, town.compound, town.category)
    Demand.objects.filter(pk=done.pk).update(status="invalid")
    client.force_login(town.secretary)
    for query, sees in (
        ("", False),
        ("tab=all", True),
        ("tab=gone", True),
        ("status=invalid", True),
        ("q=楼道灯", True),
    ):
        page = client.get(f"/projects/demands/?{query}")
        assert (done in page.context["table"].page.rows) is sees, query


# Heads of columns that name somebody or a place.
PEOPLE, PLACES = "人|名|者|员|对象|主体|单位|承办|谁办|组织", "地点|小区|区域|辖区|社区|镇街|位置"
NAMES = re.compile(rf"({PEOPLE}|{PLACES}|标题|事由|事项)(（.*）)?$")


def must_sort(column):
    is_known = column.kind in ORDERED or column.phone in ("due", "state", "lead") or column.link
    return is_known or NAMES.search(column.label)


@pytest.mark.parametrize("page", list_pages(), ids=lambda page: page.__name__)
def test_dates_deadlines_amounts_states_names_and_places_sort_or_say_why_not(page):
    """What does not sort says why beside its column; what sorts without an index is offered where few rows are left."""
    silent = [
        f"{table.__name__}.{column.name} ({column.label})"
        for table in tables_of(page)
        for column in table.columns()
        if must_sort(column) and column.order(page.model) is None and not column.unsorted
    ]
    assert not silent, f'let them sort, or say unsorted="why": {", ".join(silent)}'
    for table in tables_of(page):
        said = [column for column in table.columns() if column.unsorted]
        assert all(len(column.unsorted) > 10 for column in said)


def test_visits_sort_by_place_and_visitor_where_few_are_left(client, town):
    other = user_with("patch_leader", town.compound, name="阿安")
    for user in (town.branch, other):
        Person.objects.filter(pk=user.person_id).update(pinyin=pinyin(user.person.name))
    visits = [make_visit(town.branch, area=town.place.building), make_visit(other, area=town.compound)]
    client.force_login(town.secretary)
    for column, first in (("area__path", visits[1]), ("post__person__pinyin", visits[1])):
        page = client.get("/projects/visits/", {"tab": "all", "sort": column})
        assert page.context["table"].page.rows[0] == first
        assert current(page)[0][1] == "ascending"


TEXT = re.compile(r">([^<>]+)<")


def said_beside_values(table):
    """The texts that the cells of the first row show in lines and marks of their own, as (head, text)."""
    row = table.listed(table.page.rows[0])
    for column in table.columns():
        texts = [text.strip() for text in TEXT.findall(f">{column.cell(row)}<") if text.strip()]
        yield from ((column.label, text) for text in texts[1:])


@pytest.mark.parametrize("address", ["/projects/demands/?tab=all", "/projects/visits/?tab=all", "/projects/?tab=all"])
def test_exports_carry_what_the_cells_show(client, town, address):
    make_visit(town.secretary, area=town.compound)
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    make_draft(town.branch, demand, town.implementer)
    table = opened(client, town, address).context["table"]
    head, *rows = table.export_rows()
    said = list(said_beside_values(table))
    assert said, "nothing stands in a second line"
    for label, text in said:
        assert text in [str(cell) for cell in rows[0]], f"{address} {label}: {text} is not in {head}"


def test_exports_say_who_is_late(client, town):
    late = make_demand(town.branch, town.compound, town.category)
    Deadline.objects.filter(object_type="projects.demand", object_id=late.pk).update(
        due_on=clock.today() - timedelta(3)
    )
    client.force_login(town.secretary)
    head, *rows = client.get("/projects/demands/").context["table"].export_rows()
    assert {row[head.index("需求")]: row[head.index(LATE)] for row in rows}[late.title] == 3
    assert sorted(row[head.index(LATE)] or 0 for row in rows) == [0, 3]


def test_every_table_with_a_red_edge_says_by_how_much_in_excel():
    for page in list_pages():
        for table in tables_of(page):
            heads = [head for column in table.columns() for head in column.sheet_heads]
            assert len(set(heads)) == len(heads), f"{table.__name__} has two columns of one name"
            assert not hasattr(table, "row_css")
            assert not table.says_late or any("逾期" in head for head in heads)


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
