"""What `verify` compares of the work calendar: its changes with the events of their second signatures."""

from governance.kernel.models.events import Event
from governance.kernel.upkeep.checks import check

from .models import CalendarChange


@check("calendar changes")
def signed_changes():
    """Every change in force was confirmed by the account that its row names, as the event tells."""
    events = Event.objects.filter(kind="governance.calendar_change.confirm")
    confirmed = dict(events.values_list("object_id", "actor_id"))
    return [
        f"calendar change {change.pk} ({change}): no event tells that account {change.confirmed_by_id} confirmed it"
        for change in CalendarChange.objects.made().order_by("id")
        if confirmed.get(change.pk, 0) != change.confirmed_by_id
    ]
