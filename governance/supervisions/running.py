"""The supervision that runs for each of some deadlines, read in one query."""

from django.db.models import Prefetch

from governance.kernel.models.among import among, told
from governance.kernel.models.prepared import Prepared

from .models import Supervision


def running():
    """The open supervisions, with what is told of each."""
    rows = Supervision.objects.open().select_related("issued_by__person")
    return rows.defer("answer", "issued_by__person__phone", "issued_by__person__id_number")


running_for = Prepared(lambda deadlines: running().filter(among("deadline_id", deadlines)))


def with_supervisions(rows):
    """Deadlines with the supervision that runs for each: what `urge` asks for, in one query."""
    return rows.prefetch_related(Prefetch("supervisions", running(), to_attr="urged_now"))


def load_supervisions(rows):
    """The same for a few deadlines that were read."""
    found = running_for(told(row.pk for row in rows))
    for row in rows:
        row.urged_now = [one for one in found if one.deadline_id == row.pk]
        for one in row.urged_now:
            one.deadline = row
    return rows
