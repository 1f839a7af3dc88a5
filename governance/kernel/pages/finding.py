"""The search over all apps: each lends one finder."""

from dataclasses import dataclass
from operator import attrgetter
from urllib.parse import urlencode

from governance.kernel.models.addresses import resolve

from .keyset import capped_count
from .search import LEAST, named, words_of

FINDERS = []
MOST = 8  # rows of a group
COUNTED = 100  # rows that are left out are counted so far
TOO_SHORT = f"请至少输入 {LEAST} 个字，例如小区名、姓名或编号"


@dataclass(frozen=True)
class Finder:
    """What one concept lends to the search.

    fn      -- (question, user) -> queryset, already limited to what the user may see; None where they see nothing
    target  -- the name of the list's address, "projects:visits"
    details -- row -> what stands below it after its number: by itself the place
    field   -- the search text by which a row is called, of a related row where its own has none
    """

    label: str
    target: str
    order: int
    fn: callable
    details: callable = attrgetter("area.name")
    field: str = "search_text"


def finder(label, target, *, order=50, details=Finder.details, field=Finder.field):
    """Register fn(question, user) as a finder; the order is that of the groups and of exact matches."""

    def register(fn):
        FINDERS.append(Finder(label, target, order, fn, details, field))
        FINDERS.sort(key=lambda one: one.order)
        return fn

    return register


def refuse_words(question):
    """Why a question is not asked: single characters are in no index. "" for every other one."""
    words = words_of(question)
    return TOO_SHORT if words and all(len(word) < LEAST for word in words) else ""


def findings(question, user):
    """(rows that are called exactly so, groups of others by kind): [row], [{label, rows, left, more_url}].

    left -- how many rows of the kind are not shown, in words; "" for none
    """
    exact, groups = [], []
    if not words_of(question) or refuse_words(question):
        return exact, groups
    for one in FINDERS:
        rows = one.fn(question, user)
        if rows is None:
            continue
        same = [dress(row, one) for row in named(rows, question, one.field)[:MOST]]
        others = rows.exclude(pk__in=[row.pk for row in same]) if same else rows
        found = [dress(row, one) for row in others[: MOST + 1]]
        exact += same
        if found:
            address = f"{resolve(one.target)}?{urlencode({'q': question})}"
            left = left_words(others) if len(found) > MOST else ""
            groups.append({"label": one.label, "rows": found[:MOST], "left": left, "more_url": address})
    return exact, groups


def dress(row, one):
    """Give a row what its line says: its kind and what stands below it."""
    row.found_as, row.found_details = one.label, one.details(row)
    return row


def left_words(rows):
    """ "还有 12 条未列出", "还有 100 条以上未列出"."""
    n, is_all = capped_count(rows, COUNTED + MOST)
    return f"还有 {n - MOST} 条{'' if is_all else '以上'}未列出"
