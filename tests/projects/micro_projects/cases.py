"""Projects brought as far as a test needs them, and how a test asks for a refusal."""

from decimal import Decimal

import pytest
from django.db import transaction

from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from projects.micro_projects.actions import application as micro_projects
from projects.models import MicroProject
from tests.factories import projects as make

DEAR = {
    "name": "充电棚",
    "spec": "",
    "quantity": Decimal(1),
    "unit": "座",
    "unit_price": Decimal("12000"),
    "quote_basis": "",
}
ALL_36000 = {"kind": "fiscal", "amount": Decimal(36000), "line_no": None, "note": ""}


def refused(code, action, *args, **data):
    """The action refuses with this code, and nothing at all was written."""
    before = (Event.objects.count(), MicroProject.objects.count(), Deadline.objects.count())
    with pytest.raises(BusinessError) as refusal, transaction.atomic():
        action(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert (Event.objects.count(), MicroProject.objects.count(), Deadline.objects.count()) == before
    return refusal.value


def draft(place, **data):
    return make.make_draft(place.branch, place.demand, place.implementer, **data)


def resolved(place, **data):
    return make.resolved_project(place.branch, place.demand, place.implementer, **data)


def submitted(place, **data):
    return make.submitted_project(place.branch, place.demand, place.implementer, **data)


def reviewed(place, **data):
    return make.reviewed_project(
        place.branch, place.demand, place.implementer, place.secretary, place.street_user, **data
    )


def submit(project, place):
    return micro_projects.submit(project, actor=place.branch, agrees_to_publish=True)
