"""What `verify` compares of the templates: those that were confirmed with the events of their second signatures."""

from governance.kernel.models.events import Event
from governance.kernel.upkeep.checks import check

from .models import PaperTemplate


@check("paper templates")
def signed_templates():
    """Every template that was ever used was confirmed by the account that its row names, as the event tells."""
    events = Event.objects.filter(kind="governance.paper_template.confirm")
    confirmed = dict(events.values_list("object_id", "actor_id"))
    return [
        f"paper template {row.pk} ({row}): no event tells that account {row.confirmed_by_id} confirmed it"
        for row in PaperTemplate.objects.exclude(confirmed_by=None).order_by("id")
        if confirmed.get(row.pk, 0) != row.confirmed_by_id
    ]
