"""The desk of a deadline: the area of the nearest post that may act over the place.

Work pages query by desk, so that a street sees its own work and what no
community can do, never everything its communities still have time for.  What is
named to somebody who may no longer act goes to the desk, too.
"""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Subquery

from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps import events

from . import reminders

BATCH = 5000


def rehome(path="/"):
    """Put every open deadline at or below a path on the right desk.  Returns how many moved; safe to repeat."""
    moves = defaultdict(list)
    for pk, desk in misplaced(path):
        moves[desk].append(pk)
    for desk, deadlines in moves.items():
        for start in range(0, len(deadlines), BATCH):
            Deadline.objects.open().filter(pk__in=deadlines[start : start + BATCH]).update(desk=desk)
    return sum(map(len, moves.values()))


def misplaced(path="/"):
    """(deadline id, id of the area of its desk) of deadlines that are on another desk."""
    directory = get_user_model().objects.directory()
    known = {}
    rows = Deadline.objects.open().filter(area__path__startswith=path).order_by()
    for pk, permission, place, desk in rows.values_list("pk", "permission", "area__path", "desk_id").iterator():
        if (permission, place) not in known:
            known[permission, place] = directory.desk(permission, place)
        if known[permission, place] != desk:
            yield pk, known[permission, place]


def follow(path="/", user=None):
    """Rights have changed: release what is named to those who may not act, and put all below a path on its desk.

    user -- only of this account.  Belongs into the transaction of the change.
    """
    release(user)
    rehome(path)


def release(user=None, among=None):
    """Take the name off every open deadline whose person may no longer act, so that the desk's post has it.

    Returns how many.  Event `governance.deadline.release` on the timeline of the object.
    """
    found = orphaned(user, among)
    rows = Deadline.objects.open().filter(pk__in=[pk for pk, _ in found]).select_related("assignee__person", "area")
    for deadline in rows.select_for_update(of=("self",)):
        facts = [["环节", deadline.task], ["原承办人", deadline.assignee.name]]
        Deadline.objects.filter(pk=deadline.pk).update(assignee=None)
        events.record("governance.deadline.release", deadline, actor=None, label="转由岗位办理", data={"facts": facts})
    return len(found)


def orphaned(user=None, among=None):
    """[(deadline id, account id)] of open deadlines that are named to an account that may not act.

    user  -- only of this account
    among -- only these deadlines
    """
    directory = get_user_model().objects.directory()
    able = {}
    rows = Deadline.objects.open() if among is None else among
    rows = rows.filter(assignee__isnull=False).order_by()
    if user is not None:
        rows = rows.filter(assignee=user)
    found = []
    for pk, permission, place, named in rows.values_list("pk", "permission", "area__path", "assignee_id"):
        if (permission, place) not in able:
            held = reminders.may_be_named(permission)
            able[permission, place] = {user for each in held for user in directory.able(each, place)}
        if named not in able[permission, place]:
            found.append((pk, named))
    return found


# ------------------------------------------------------------ what a step changed of its row
def bearings(row):
    """Where a row is and what it is called, as its deadlines repeat it; None for a new one."""
    named = [row.__dict__.get(name) for name in ("title", "name", "number")]  # of what is loaded
    return None if row.pk is None else (getattr(row, "event_area_id", None) or row.area_id, *named)


def follow_step(workflow, row, source, target, was, is_anew=False):
    """Move the deadlines of a row as a step has moved it: into another state, or within its state to another place.

    was     -- the bearings of the row before the step
    is_anew -- the days have changed on which the deadline of its state rests
    """
    if was is None or is_anew or source != target:
        reminders.move(workflow, row, target, is_new=was is None)
    elif bearings(row) != was:
        relocate(row)


def relocate(row):
    """Put the open deadlines of a row on the desk of the place where it is now, under the words it has now.

    Whoever is named and may not act there is named no more.
    """
    place = getattr(row, "event_area", None) or row.area
    among = Deadline.objects.open().filter(object_type=row._meta.label_lower, object_id=row.pk)
    words = {"title": str(row)[:120], "number": getattr(row, "number", "") or ""}
    for permission in among.order_by().values_list("permission", flat=True).distinct():
        desk = Subquery(get_user_model().objects.desk(permission, place.path))
        among.filter(permission=permission).update(area=place, desk=desk, **words)
    release(among=among)


def follow_all():
    """Release and move what no step moved: terms that ended at midnight.  Returns how many deadlines."""
    with transaction.atomic():
        return release() + rehome()
