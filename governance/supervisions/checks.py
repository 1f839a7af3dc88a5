"""What `verify` recomputes of supervisions."""

from django.db.models import Count, Q

from governance.kernel.models.deadlines import Deadline
from governance.kernel.upkeep.checks import check

from .models import Supervision


@check("supervisions")
def supervisions():
    """Each year's numbers have no gap, an open supervision urges open work, every deadline has the right count."""
    found, last = [], {}
    for year, no, pk in Supervision.objects.order_by("year", "no").values_list("year", "no", "pk"):
        if no != last.get(year, 0) + 1:
            found.append(f"supervision {pk}: number {no} of {year} follows {last.get(year, 0)}")
        last[year] = no
    for row in Supervision.objects.open().exclude(deadline__closed_at=None):
        found.append(f"supervision {row.pk}: open, but deadline {row.deadline_id} is closed")
    counted = dict(Supervision.objects.counted().values_list("deadline").annotate(n=Count("pk")))
    known = Deadline.objects.open().filter(Q(followed_n__gt=0) | Q(pk__in=counted))
    for pk, n in known.values_list("pk", "followed_n"):
        if counted.get(pk, 0) != n:
            found.append(f"deadline {pk}: says {n} supervisions, there are {counted.get(pk, 0)}")
    return found
