"""Which events give a post, an account or a way into one: every one there is has one of them."""

from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef

from governance.kernel.models.events import Event

from .models.accounts import User

GIVING = {
    "governance.appointment": ("appoint", "grant", "import", "found"),
    "governance.user": ("open_account", "found"),
}

AT_ONCE = timedelta(minutes=1)  # a step records its event in the transaction of what it gives
KEY = ("make_key",)
PASSWORD = ("password", "set_password")
LINK = ("open_account", "reset", "confirm_reset", "restart", "confirm_restart", "found")


def given_with(steps, *, account, moment):
    """Whether an event of one of these steps of the account was recorded when the row was made.

    account -- the column of the row that names the account; moment -- the one that says when
    """
    kinds = [f"governance.user.{step}" for step in steps]
    since = OuterRef(moment)
    return Exists(
        Event.objects.filter(
            object_type="governance.user",
            object_id=OuterRef(account),
            kind__in=kinds,
            created_at__gte=since,
            created_at__lte=since + AT_ONCE,
        )
    )


def without_password_event():
    """Accounts that can be entered with a password whose setting no event tells."""
    users = User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return users.exclude(given_with(PASSWORD, account="pk", moment="password_changed_at")).order_by("pk")


def given(kind):
    """Whether an event gave a row of this workflow: the step that made it, or the import of a sheet."""
    kinds = [f"{kind}.{step}" for step in GIVING[kind]]
    return Exists(Event.objects.filter(object_type=kind, object_id=OuterRef("pk"), kind__in=kinds))
