"""Working without a network: the page that a device keeps, what serves it there, and the key of what waits.

`/offline/` holds the forms that may be filled in without a network (`Step.offline`), and nothing that names a person:
a device keeps the page as it is.  `sw.js` is the script that answers with it where a page cannot be reached;
`manifest.webmanifest` lets a phone put the portal on its first screen.
"""

from functools import cache

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.views import View

from governance.kernel.clock import clock
from governance.kernel.models.addresses import new_address
from governance.kernel.steps import chooser, recent
from governance.kernel.upkeep import devices

from . import device, selects
from .shell import frame
from .views import Page

TITLE = "离线登记"
MOST, MOST_ROWS = 500, 8  # choices of one field, rows of one step
FILES = (  # what the page needs beside those that it names itself
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2",
    "photos.js",
    "offline-send.js",
    *selects.FILES,
)
ICONS = (("icons/portal-192.png", "192x192", "any"), ("icons/portal-512.png", "512x512", "any maskable"))
KIND, SCRIPT = "application/manifest+json", "text/javascript; charset=utf-8"


class OfflinePage(View):
    """The page for a device without a network; whoever is not signed in gets it without forms."""

    def get(self, request):
        user = request.user
        forms = [
            drawn(workflow, step, row, user)
            for workflow, step in steps_of(user)
            for row in rows_of(workflow, step, user)
        ]
        context = {
            "title": TITLE,
            "shell": frame(),  # neither name nor menu
            "messages": (),  # they wait for a page that is read now
            "forms": forms,
            "account": devices.account_name(user.pk) if user.is_authenticated else "",
            "idle_minutes": getattr(request, "idle_minutes", settings.SESSION_IDLE_MINUTES),
            "drawn_on": clock.today().isoformat(),
            "files": " ".join(map(static, FILES)),
        }
        return render(request, "generic/offline.html", context)


def steps_of(user):
    return device.offline_steps(user) if user.is_authenticated else []


def rows_of(workflow, step, user):
    """The rows on which a step may be taken without a network: a new one, or those in this person's hands.

    A concept whose step does not make a row says with `for_device(user)` of its queryset which rows these are, and
    with `device_label` how they are called without naming a person; else by their numbers.
    """
    model = device.workflow_model(workflow)
    return [model()] if step.creates else list(model.objects.for_device(user)[:MOST_ROWS])


def drawn(workflow, step, row, user):
    """One form of the page: {name, title, step, form, address, keeping, remembered}."""
    name = "-".join(filter(None, (row._meta.model_name, step.name, str(row.pk or ""))))
    form = workflow.form(step.name)(obj=row, user=user, auto_id=f"{name}-%s")
    form.for_device()
    new = "" if step is workflow.first else step.name
    return {
        "name": name,
        "title": " ".join(filter(None, (step.label, label_of(row)))),
        "step": step,
        "form": form,
        "address": row.url(step.name) if row.pk else new_address(type(row), new),
        "keeping": device.keeping(user, step),
        "remembered": [bound.name for bound in form if is_found_by_word(bound)],
    }


def label_of(row):
    """What a device calls a row; "" for a new one."""
    if row.pk is None:
        return ""
    return row.device_label if hasattr(row, "device_label") else row.number


def is_found_by_word(bound):
    """Make a field with many choices one that is found by a word; all its choices are on the page, `MOST` of them."""
    rows = chooser.offered_rows(bound.field)
    if rows is None or not chooser.is_chosen_from(bound):
        return False
    shown = rows[: MOST + 1]
    bound.field.queryset = shown[:MOST]
    if shown.count() <= chooser.MOST:
        return False
    lately = recent.options(bound)
    attrs = {"data-chooser": selects.addresses(), **({"data-recent": selects.as_json(lately)} if lately else {})}
    bound.field.widget.attrs |= attrs
    return True


class DeviceKeys(Page):
    """What a device needs to send what it keeps: the account's keys, which seals now, the token of the session."""

    def get(self, request):
        user = request.user
        told = {"account": devices.account_name(user.pk), "token": get_token(request)}
        told |= {"seal": devices.public_key(user), "keys": devices.private_keys(user)}
        return JsonResponse(told, headers={"Cache-Control": "no-store"})


@cache
def worker_script():
    return (settings.BASE_DIR / "static/sw.js").read_text(encoding="utf-8")


def worker(request):
    """The script at the root, so that it serves every page; browsers ask for it anew each time."""
    return HttpResponse(worker_script(), content_type=SCRIPT, headers={"Cache-Control": "no-cache"})


def manifest(request):
    """What a phone needs to put the portal on its first screen."""
    icons = [{"src": static(file), "sizes": sizes, "type": "image/png", "purpose": use} for file, sizes, use in ICONS]
    told = {
        "id": "/",
        "name": "荷塘区基层治理平台",
        "short_name": "荷塘治理",
        "lang": "zh-CN",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#9b1b22",
        "icons": icons,
    }
    return JsonResponse(told, content_type=KIND, headers={"Cache-Control": "no-cache"})


urlpatterns = [
    path("offline/", OfflinePage.as_view(), name="offline"),
    path("account/device/", DeviceKeys.as_view(), name="device_keys"),
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
