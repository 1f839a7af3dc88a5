"""What cases do because something happened elsewhere."""

from django.apps import apps
from django.db import IntegrityError, transaction

from disputes.committees.models import MediationCommittee
from governance.kernel.steps.events import on

from .actions import cases, mediators
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


@on("governance.area.merge", "governance.area.split", now=True)
def follow_the_tree(area, event):
    """No open case stays with a committee whose place is no more, or whose place it lies outside of."""
    place = apps.get_model("governance", "Area").objects.get(pk=event.data.get("into") or event.data["new"])
    cases_there = MediationCase.objects.open().filter(area__path__startswith=place.path).exclude(committee=None)
    for case in cases_there.select_related("area", "committee__area", "unit").order_by("pk"):
        held = case.committee.area
        if case.area.is_within(held) and held.is_current:
            continue
        near = MediationCommittee.objects.for_place(case.area)
        to = near.filter(level=case.committee.level).first() or near.first()
        if to is not None:
            unit = case.unit if case.unit and case.unit.is_current and case.area.is_within(case.unit) else place
            mediators.hand_over(case, actor=None, to=to, unit=unit)
