"""The page to compare with: 50 rows, a session login, plain Django templates, nothing else."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from disputes.models import MediationCase


@login_required
def bare(request):
    rows = MediationCase.objects.select_related("area").order_by("-id")[:50]
    return render(request, "bare.html", {"rows": rows, "user_name": request.user.person.name})
