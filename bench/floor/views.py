"""The two bare pages."""

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from bench.floor.models import Case

ROWS = 50


def cases(request):
    """The newest cases, for whoever has a session."""
    if SESSION_KEY not in request.session:
        raise PermissionDenied
    return render(request, "floor_cases.html", {"cases": Case.objects.select_related("area").order_by("-id")[:ROWS]})


def nothing(request):
    """No rows: the session and its account."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return render(request, "floor_nothing.html")
