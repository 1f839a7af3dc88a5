"""Which events give a post or an account: every one there is has one of them."""

from django.db.models import Exists, OuterRef

from governance.kernel.models.events import Event

GIVING = {
    "governance.appointment": ("appoint", "grant", "import", "found"),
    "governance.user": ("open_account", "found"),
}


def given(kind):
    """Whether an event gave a row of this workflow: the step that made it, or the import of a sheet."""
    kinds = [f"{kind}.{step}" for step in GIVING[kind]]
    return Exists(Event.objects.filter(object_type=kind, object_id=OuterRef("pk"), kind__in=kinds))
