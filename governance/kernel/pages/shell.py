"""The frame around every page: menu, counts, the signed-in user."""

from functools import lru_cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField
from django.template.loader import render_to_string

from governance.kernel.clock import clock
from governance.kernel.models.addresses import resolve
from governance.kernel.models.deadlines import Deadline, on_desks
from governance.kernel.models.notices import Notice
from governance.kernel.models.prepared import Prepared
from governance.kernel.upkeep import devices

from . import device
from .panels import MENU

BANNER = "本系统为非涉密系统，严禁存储、处理、传输国家秘密和工作秘密"
MANY = 100
TABS = 5
KEPT = 500  # menus, tab bars and counts' questions of a process, some kilobytes each
THEMES = ("light", "dark", "auto")


def shell(request):
    """Context processor: everything base.html needs, in one query in addition to the user's posts."""
    theme = request.COOKIES.get("theme", "auto")
    context = {"theme": theme if theme in THEMES else "auto", "shell": frame()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    unread, waiting = counts(user)
    entries = tuple(entry for entry in MENU if entry.shows(user))
    here = current(entries, request.path)
    context["shell"] |= {
        "name": user.name,
        "account": user.pk,
        "device": devices.account_name(user.pk),
        "seal": devices.public_key(user),
        "idle_minutes": getattr(request, "idle_minutes", settings.SESSION_IDLE_MINUTES),
        "keeps_forms": bool(device.offline_steps(user)),
        "initial": user.name[:1],
        "searched": request.GET.get("q", "") if request.path == resolve("search") else "",
        "post": user.post_label,
        "scope": "、".join(dict.fromkeys(area for _, _, area, *_ in user.posts)),
        "unread": unread,
        "waiting": waiting,
        "nav": menu(entries, here, unread, waiting),
        "tabs": tab_bar(entries, here, unread, waiting),
    }
    return context


def frame():
    """What surrounds every page, for whoever is not signed in: no name, no menu."""
    return {
        "banner": BANNER,
        "version": settings.VERSION,
        "is_demo": settings.DEMO,
        "printed_at": clock.now(),
        "nav": "",
        "tabs": "",
    }


def current(entries, path):
    """The one entry a page belongs to: that with the longest address above the page's."""
    above = [entry for entry in entries if (path == "/" if entry.url == "/" else path.startswith(entry.url))]
    return max(above, key=lambda entry: len(entry.url), default=None)


def thumb_bar(entries):
    """Five tabs at most for a phone; the messages are left out first, then those in the middle."""
    tabs = [entry for entry in entries if entry.phone]
    if len(tabs) > TABS:
        tabs = [entry for entry in tabs if entry.count != "unread"]
    return tabs[: TABS - 1] + tabs[TABS - 1 :][-1:]


@lru_cache(maxsize=KEPT)
def menu(entries, here, unread, waiting):
    """The main menu as markup, kept for each set of entries and counts: all who have the same see the same."""
    counted, found = {"waiting": waiting, "unread": unread}, {}
    for entry in entries:
        found.setdefault(entry.group, []).append(item(entry, here, counted, entry.label))
    groups = [{"title": title, "items": items} for title, items in found.items()]
    return render_to_string("generic/_menu.html", {"groups": groups}) if groups else ""


@lru_cache(maxsize=KEPT)
def tab_bar(entries, here, unread, waiting):
    """The tabs of a phone as markup, kept like the menu."""
    counted = {"waiting": waiting, "unread": unread}
    items = [item(entry, here, counted, entry.phone) for entry in thumb_bar(entries)]
    return render_to_string("generic/_tab_bar.html", {"items": items}) if items else ""


def item(entry, here, counted, label):
    count = counted.get(entry.count, 0)
    return {
        "label": label,
        "icon": entry.icon,
        "url": entry.url,
        "active": entry is here,
        "count": f"{MANY - 1}+" if count >= MANY else count,
        "hot": entry.count == "waiting" and count > 0,
    }


def counts(user):
    """(unread messages, things waiting for this user), each counted no further than 100, in one query."""
    desks = tuple(sorted((area, tuple(sorted(permissions))) for area, permissions in user.desks().items()))
    return counting(desks).first(user.pk)


@lru_cache(maxsize=KEPT)
def counting(desks):
    """The question of `counts` for all who have these desks: ((id of an area, permissions), …)."""

    def build(account):
        unread = Notice.objects.unread().filter(recipient=account)
        waiting = Deadline.objects.open().filter(on_desks(account, dict(desks)))
        counted = {"unread": capped_number(unread), "waiting": capped_number(waiting)}
        return get_user_model().objects.filter(pk=account).annotate(**counted).values_list("unread", "waiting")

    return Prepared(build)


def capped_number(queryset):
    """How many rows, at most MANY, as an expression."""
    ids = queryset.order_by().values("pk")[:MANY]
    return Func(ArraySubquery(ids), function="cardinality", output_field=IntegerField())
