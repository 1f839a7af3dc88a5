"""Everybody's views of a list as tabs: the first one is the work in hand; each says how many rows it has."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField
from django.db.models.functions import Cast, Coalesce

from governance.kernel.models import built
from governance.kernel.steps.states import states_of

MANY = 1000  # the highest count that a tab shows
BY_STATE = ("status", "standing")  # filters by a state


class Tab(NamedTuple):
    """One view of a list.

    key    -- as the address says it; the first tab opens where the address says none
    label  -- its words
    rows   -- a method of the queryset, a group of states or several, fn(rows, user) -> rows; None for all rows
    counts -- whether it says how many rows it has; archives, which only grow, do not
    """

    key: str
    label: str
    rows: str | tuple | Callable | None = None
    counts: bool = True

    @property
    def is_counted(self):
        return self.counts and self.rows is not None

    def of(self, rows, user):
        """The rows of the list that belong to the tab."""
        if self.rows is None:
            return rows
        if callable(self.rows):
            return self.rows(rows, user)
        if isinstance(self.rows, tuple):
            states = states_of(rows.model)
            return rows.filter(status__in=[value for group in self.rows for value in states.group(group)])
        return getattr(rows, self.rows)() if hasattr(rows, self.rows) else rows.in_group(self.rows)


def chosen_tab(tabs, query, lifted_by=BY_STATE):
    """The Tab that an address shows: the one it names, else the first; None for a list without tabs.

    Who looks for words without a tab, or narrows the first one by a filter that says more than it, is shown all rows;
    so is who names a tab that is none.

    lifted_by -- names of the filters that say by themselves which rows are meant: a state, a period
    """
    wanted = query.get("tab", "")
    if not tabs:
        return None
    if wanted not in ("", tabs[0].key):
        return next((tab for tab in tabs if tab.key == wanted), None) or whole_tab(tabs) or tabs[0]
    if any(query.get(name) for name in lifted_by):
        return whole_tab(tabs) or Tab(tabs[0].key, "全部")
    return (whole_tab(tabs) if query.get("q") and not wanted else None) or tabs[0]


def whole_tab(tabs):
    """The tab of all rows, or None."""
    return next((tab for tab in tabs if tab.rows is None), None)


def count_rows(user, parts, key=None):
    """{name: number of rows, at most MANY} of several {name: queryset, or fn() -> queryset}, in one query.

    key -- everything from which the querysets are made (`built.rows`); None where nobody tells
    """
    if not parts:
        return {}

    def build():
        counts = {
            f"n_{number}": counted(rows() if callable(rows) else rows) for number, rows in enumerate(parts.values())
        }
        return get_user_model().objects.filter(pk=user.pk).annotate(**counts).values_list(*counts)

    (numbers,) = list(build()) if key is None else built.rows(("counts", key, *parts), build)
    return dict(zip(parts, numbers, strict=True))


def counted(rows):
    """How many rows, at most MANY, as an expression."""
    ids = Cast(ArraySubquery(rows.order_by().values("pk")[:MANY]), ArrayField(BigIntegerField()))
    return Coalesce(Func(ids, function="cardinality", output_field=IntegerField()), 0)


def count_words(number):
    """The count as a tab shows it."""
    return f"{MANY:,}+" if number >= MANY else str(number)
