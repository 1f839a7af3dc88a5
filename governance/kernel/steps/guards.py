"""How a guard says no: what kind of refusal it is, and its stable code.

A guard is a function (obj, user) -> "" or the reason why not.  Left plain, it
is asked before and after the work of its step and its "no" is a 403
`not_allowed`.  Marked, it says more:

    @condition("not_visited")   something is missing; shown as a blocked button that says what
    @already("signed_in")       done before, by this person or by somebody faster (409)
    @hands("own_project")       four eyes: theirs, but not by this person (403)
    @others("not_the_chair")    somebody else's step: no button, the page says whom it waits for (403)
    @moot("not_urgent")         never arises for this row: nothing is shown (403)

What the work itself changes (condition, already, moot) is asked before it
only; who may act is asked again afterwards, since the row may have moved.
"""

from functools import reduce
from operator import or_

from django.db.models import Q

from governance.kernel.models.events import Event
from governance.kernel.models.scopes import BLOCKED, MOOT, OTHERS, Verdict

from .errors import NotAllowed, Refused, WrongState


def manner(kind, error, *, again):
    """A decorator factory: guards marked by it refuse in this way."""

    def named(code):
        def mark(guard):
            guard.code, guard.kind, guard.error, guard.again = code, kind, error, again
            return guard

        return mark

    return named


condition = manner(BLOCKED, Refused, again=False)
already = manner(BLOCKED, WrongState, again=False)
hands = manner(BLOCKED, NotAllowed, again=True)
others = manner(OTHERS, NotAllowed, again=True)
moot = manner(MOOT, NotAllowed, again=False)


def another(code, column, reason):
    """A guard of four eyes (domain.md §2): not by the account that `column` names on the row."""

    @hands(code)
    def guard(row, user):
        return reason if user and getattr(row, f"{column}_id") == user.pk else ""

    return guard


def ask_guard(guard, obj, user):
    """The verdict of one guard."""
    reason = guard(obj, user)
    if not reason:
        return Verdict()
    return Verdict(
        reason, getattr(guard, "code", ""), getattr(guard, "kind", BLOCKED), getattr(guard, "error", NotAllowed)
    )


def is_asked_again(guard):
    """Is the guard asked after the work too?"""
    return getattr(guard, "again", True)


def took(obj, user, *steps):
    """Was it this user who last took one of these steps on the row?  For four eyes where no column says who."""
    if user is None or obj.pk is None:
        return False
    names = reduce(or_, (Q(kind__endswith=f".{step}") for step in steps))
    done = Event.objects.filter(names, object_type=obj._meta.label_lower, object_id=obj.pk)
    return done.order_by("-id").values_list("actor_id", flat=True).first() == user.pk
