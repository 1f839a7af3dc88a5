"""What an app adds to pages of others: panels by slot, and entries of the menu."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from governance.kernel.models.addresses import resolve

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
