"""How a guard refuses: the kind of the refusal, and its stable code.

A guard is a function (obj, user) -> "" or the reason why not.  Without a mark
it is asked before and after the work of its step and refuses with 403
`not_allowed`.  A mark names the kind:

    @condition("not_visited")   something is missing; shown as a blocked button with the reason
    @already("signed_in")       done before, by this user or by another in the meantime (409)
    @four_eyes("own_project")   within the user's rights, but another user must do it (403)
    @others("not_the_chair")    somebody else's step: no button, the page names whom it waits for (403)
    @moot("not_urgent")         never arises for this row: nothing is shown (403)

What the work itself changes (condition, already, moot) is asked before it
only; who may act is asked again afterwards, since the row may have moved.
"""

from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Q

from governance.kernel.models.events import Event
from governance.kernel.models.scopes import BLOCKED, MOOT, OTHERS, Verdict

from .errors import NotAllowed, Refused, WrongState


def guard_mark(kind, error, *, again):
    """A decorator factory: guards marked by it refuse in this way."""

    def named(code):
        def mark(guard):
            guard.code, guard.kind, guard.error, guard.again = code, kind, error, again
            return guard

        return mark

    return named


condition = guard_mark(BLOCKED, Refused, again=False)
already = guard_mark(BLOCKED, WrongState, again=False)
four_eyes = guard_mark(BLOCKED, NotAllowed, again=True)
others = guard_mark(OTHERS, NotAllowed, again=True)
moot = guard_mark(MOOT, NotAllowed, again=False)


def another_user(code, column, reason):
    """A guard of four eyes (domain.md §2): not by the account that `column` names on the row."""

    @four_eyes(code)
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


def first_refusal(guards, obj, user):
    """The verdict of several guards: that of the first which refuses.

    Of conditions all that are not met are said at once, under the code of the first.
    """
    verdict = Verdict()
    for guard in guards:
        if not verdict and not (verdict.error is Refused and is_condition(guard)):
            continue
        found = ask_guard(guard, obj, user)
        if not found:
            verdict = found if verdict else replace(verdict, reason=f"{verdict.reason}；{found.reason}")
    return verdict


def is_condition(guard):
    """Is the guard about something that is missing on the row?"""
    return getattr(guard, "error", None) is Refused


def is_asked_again(guard):
    """Is the guard asked after the work too?"""
    return getattr(guard, "again", True)


def was_last_taken_by(obj, user, *steps):
    """Did this user take the last of these steps on the row?  For four eyes where no column names the user."""
    if user is None or obj.pk is None:
        return False
    return times_taken(obj, *steps).order_by("-id").values_list("actor_id", flat=True).first() == user.pk


def times_taken(obj, *steps):
    """The events of these steps on the row."""
    names = reduce(or_, (Q(kind__endswith=f".{step}") for step in steps))
    return Event.objects.filter(names, object_type=obj._meta.label_lower, object_id=obj.pk)
