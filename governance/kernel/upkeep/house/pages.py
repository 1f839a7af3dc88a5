"""List pages show in which order they open, and let their dates be narrowed to a period."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField
from django.urls import get_resolver

from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.sorting import has_index
from governance.kernel.pages.spans import PeriodFilter, field_of
from governance.kernel.pages.tabs import Tab
from governance.kernel.steps.states import states_of

DAYS = {"date", "moment"}  # kinds of columns


def list_pages(patterns=None):
    """The list pages that have an address, in its order."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            found += list_pages(pattern.url_patterns)
        else:
            page = getattr(pattern.callback, "view_class", None)
            found += [page] if page and issubclass(page, ListPage) else []
    return list(dict.fromkeys(found))


def tables_of(page):
    return dict.fromkeys([page.table, *page.tab_tables.values()])


def source(declared):
    """The file of a class: "projects/visits/tables.py"."""
    return f"{declared.__module__.replace('.', '/')}.py"


def lists_show_their_order(pages):
    """Exactly one column of a list sorts by the order in which the list opens."""
    found = []
    for page in pages:
        for table in tables_of(page):
            sortings = {column.name: column.order(page.model) for column in table.columns()}
            shown = [name for name, sorting in sortings.items() if sorting and sorting.path == table.order.path]
            where = f'The list {page.__name__} opens in the order of "{table.order.path}"'
            if not shown:
                found.append(
                    f'{where}, which no column of {table.__name__} shows: add sort="{table.order.path}" to the column '
                    f"that shows it in {source(table)}, or give the table the order of one of its columns."
                )
            elif len(shown) > 1:
                found.append(
                    f"{where}, which {len(shown)} columns of {table.__name__} show ({', '.join(shown)}): "
                    f"leave sort= to one of them in {source(table)}."
                )
    return found


def sorts_in_budget(table, model):
    """The names of the sorts of a table that page through an index."""
    sortings = [found for column in table.columns() if (found := column.order(model))]
    return tuple(dict.fromkeys(one.name for one in sortings if not one.rank and has_index(model, one.path)))


def lists_keep_their_budget(pages):
    """Beside each table stands which of its sorts cost the same on any number of rows, and it is true."""
    found = []
    for page in pages:
        for table in tables_of(page):
            wanted = sorts_in_budget(table, page.model)
            if set(table.budget) != set(wanted):
                found.append(
                    f"The table {table.__name__} pages through an index when it is sorted by {wanted}, and says "
                    f"{table.budget}: write budget = {wanted} in {source(table)}, or add the index."
                )
    return found


def lists_open_on_work(pages):
    """The first tab of a list whose rows have states names its rows: what is in hand, or what is in use."""
    found = []
    for page in pages:
        states = states_of(page.model) if page.model else None
        first = Tab(*page.tabs[0]) if page.tabs else None
        if states is None or len(states.by_value) < 2 or (first and first.rows):
            continue
        where = f"{page.__module__.replace('.', '/')}.py"
        says = f'opens on "{first.label}"' if first else "has no tabs"
        found.append(
            f"The rows of the list {page.__name__} have states, and it {says}: let its tabs begin with "
            f'("", "在办", "<group of states or method of the queryset>") in {where}.'
        )
    return found


def is_day(column, model):
    """Whether a column shows days: by its kind, or by the column of the model that it reads."""
    if column.kind in DAYS:
        return True
    try:
        return isinstance(field_of(model, column.path.replace(".", "__")), DateField)
    except (FieldDoesNotExist, AttributeError):  # a property, an annotation
        return False


def lists_have_periods(pages):
    """A list that shows days has a filter by period."""
    found = []
    for page in pages:
        if any(isinstance(one, PeriodFilter) for one in page.filterset.base_filters.values()):
            continue
        days = {
            column.label: column
            for table in tables_of(page)
            for column in table.columns()
            if is_day(column, page.model)
        }
        if days:
            label, column = next(iter(days.items()))
            path, filters = column.path.replace(".", "__"), page.filterset
            found.append(
                f"The list {page.__name__} shows days ({'、'.join(days)}) without a filter by period: add "
                f'<name> = PeriodFilter("{path}", label="{label}") to {filters.__name__} in {source(filters)}.'
            )
    return found
