"""What an app adds to pages of others: panels by slot, and entries of the menu."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from governance.kernel.models.addresses import resolve

MOST = 12  # rows of a card on a page
PANELS = defaultdict(list)
MENU = []


@dataclass(frozen=True)
class Panel:
    """A card: the template is rendered with `context` inside the panel frame; `wide` ones are in the main column."""

    title: str
    template: str
    context: dict = field(default_factory=dict)
    wide: bool = False
    css: str = ""
    meta: str = ""
    badge: dict | None = None
    more_url: str = ""
    more_label: str = ""

    @property
    def place(self):
        return "main" if self.wide else "aside"


@dataclass(frozen=True)
class Line:
    """A row of a card: `subs` are words below its title, `end` is what stands at its end, text or markup."""

    title: str
    url: str = ""
    subs: tuple = ()
    end: str = ""


LINES = "generic/_lines.html"  # the template of a card of Lines, which are `lines` in its context


class Few(list):
    """The first rows of a card.

    total    -- how many there are
    more_url -- the way to all of them; "" where they are shown
    """

    total, more_url = 0, ""


def few(rows, request, name, url=""):
    """At most MOST rows for a card of a page, as a Few.

    name -- of the card: `?all=name` shows it whole, where there is no list to go to
    url  -- the list that is filtered to these rows
    """
    found = list(rows)
    is_whole = not url and request.GET.get("all") == name
    shown = Few(found if is_whole else found[:MOST])
    shown.total = len(found)
    if len(shown) < len(found):
        shown.more_url = url or f"?all={name}"
    return shown


def panel(slot, *, order=50):
    """Register fn(obj, user) -> Panel or None for a slot such as "governance.area"."""

    def register(fn):
        PANELS[slot].append((order, fn))
        PANELS[slot].sort(key=lambda entry: entry[0])
        return fn

    return register


def panels_for(slot, obj, user):
    return [made for _, fn in PANELS[slot] if (made := fn(obj, user)) is not None]


@dataclass(frozen=True)
class Entry:
    """One entry of the main menu, shown to users for whom `shows(user)` is true; `phone`: its label in the tab bar."""

    group: str
    label: str
    icon: str
    target: str
    shows: Callable
    order: int
    phone: str = ""
    count: str = ""

    @property
    def url(self):
        return resolve(self.target)


def entry(group, label, icon, target, *, permission=None, shows=None, order=50, phone="", count=""):
    """Register a menu entry for the holders of a permission (a string or several).

    target -- the name of its address, "projects:visits"
    """
    wanted = (permission,) if isinstance(permission, str) else permission or ()
    test = shows or (lambda user: not wanted or any(user.has(name) for name in wanted))
    MENU.append(Entry(group, label, icon, target, test, order, phone, count))
    MENU.sort(key=lambda item: item.order)
