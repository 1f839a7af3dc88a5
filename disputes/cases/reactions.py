"""What cases do because something happened elsewhere."""

from django.apps import apps
from django.db import IntegrityError, transaction

from governance.kernel.steps.events import on

from .actions import cases
from .models.cases import MediationCase


@on("projects.demand.to_mediation")
def take_up_demand(event):
    """A demand that is a dispute becomes a clue of the community's committee.  Running twice reports once."""
    if MediationCase.objects.filter(demand_id=event.object_id).exists():
        return
    area = apps.get_model("governance", "Area").objects.get(pk=event.area_id)
    try:
        with transaction.atomic():
            cases.report(
                MediationCase(),
                actor=None,
                area=area,
                title=event.data.get("title") or "需求转来的纠纷",
                summary=event.data.get("place", ""),
                origin=MediationCase.Origin.OTHER,
                origin_note=f"需求 {event.data.get('number', '')} 转调解".replace("  ", " "),
                demand_id=event.object_id,
            )
    except IntegrityError:  # another worker was faster
        return
