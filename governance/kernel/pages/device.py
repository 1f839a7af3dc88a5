"""Forms that a device kept while it had no network, on their way in (static/offline-send.js).

Such a form comes to its step's own address, with the token that it got when it was written: sent twice it gets the
first answer.  The device says whose it is; a session of another account takes nothing of it.  Programs read the answer:
where the row is and its number, or the sentences of the refusal.
"""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.forms.utils import flatatt
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import resolve

from governance.kernel.steps.workflow import REGISTRY
from governance.kernel.upkeep import devices

KEEPER = "X-Kept-By"  # the name of the account on the device, see upkeep/devices
REFUSED = {"X-Refused": "token"}  # see pages/comebacks


def is_from_device(request):
    return KEEPER in request.headers


def is_misdirected(request):
    """Whether a device sends what another account wrote, or with the token of another session."""
    is_anothers = request.headers[KEEPER] != devices.account_name(request.user.pk)
    return is_anothers or getattr(request, "token_is_refused", False)


def sent_back():
    """The answer to what is misdirected: nothing was done, and the device keeps it."""
    return HttpResponse(status=403, headers=REFUSED)


def taken(request, address):
    """The answer to a form that was taken, now or the first time: where its row is, and its number."""
    row = row_at(address, request.user)
    return JsonResponse({"address": address, "number": getattr(row, "number", "") or "", "name": str(row or "")})


def refused(form, status):
    """The answer to a form that was refused: what its page would say, field by field."""
    said = [*form.non_field_errors()]
    for field in form:
        said += [f"{field.label}：{error}" for error in field.errors]
    return JsonResponse({"refused": said}, status=status)


def row_at(address, user):
    """The row whose page is at an address, if the user may see it; else None."""
    try:
        match = resolve(address.partition("?")[0].partition("#")[0])
    except Http404:
        return None
    model = getattr(getattr(match.func, "view_class", None), "model", None)
    return model.objects.visible_to(user).filter(pk=match.kwargs.get("pk")).first() if model else None


def keeping(user, step):
    """The attributes of a form that a device may keep, as markup: whose it is, its key, the most bytes."""
    if not step.offline:
        return ""
    marks = {
        "data-offline": devices.account_name(user.pk),
        "data-seal": devices.public_key(user),
        "data-most": settings.BODY_LIMIT,
        "data-kind": step.label,
    }
    return flatatt(marks)


def offline_steps(user):
    """[(workflow, step)] of the forms that this user may fill in without a network."""
    return [(workflow, step) for workflow, step in offline_forms() if user.has(step.permission)]


@cache
def offline_forms():
    """Those of all users, for new rows first, then in the order of the apps and of their concepts."""
    steps = [(workflow, step) for workflow in REGISTRY.values() for step in workflow.steps.values() if step.offline]
    return sorted(steps, key=lambda each: (not each[1].creates, *rank(each[0])))


def rank(workflow):
    """Where the concept of a workflow stands among those of its app."""
    model = workflow_model(workflow)
    app, concept, *_ = model.__module__.split(".")
    return app, apps.get_app_config(app).concepts.index(concept)


def workflow_model(workflow):
    """The model of the rows that go through a workflow."""
    return apps.get_model(workflow.kind.replace("_", ""))
