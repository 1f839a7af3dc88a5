"""The desk of a deadline: the area of the nearest post that may act over the place.

Work pages query by desk, so that a street sees its own work and what no
community can do, never everything its communities still have time for.
"""

from collections import defaultdict

from django.contrib.auth import get_user_model

from governance.kernel.models.deadlines import Deadline

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
