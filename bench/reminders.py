"""How many reminders two workers write in a second, each exactly once: `python -m bench.reminders 20000`.

Makes that many copies of the open deadlines, all reaching a rung of their
ladder today, lets two processes send them in parallel, and removes the copies and
their notices again.  Prints {"notices", "seconds", "twice"} as JSON.
"""

import json
import os
import sys
import time
from multiprocessing import get_context

import django

WORKERS = 2
FIRST_ID = 1_000_000_000  # objects that do not exist
COPIES = """
INSERT INTO governance_deadline ({columns}, object_id, occurrence, rung, next_rung_on)
SELECT {columns}, %s + row_number() OVER (), 1, NULL, %s
FROM (SELECT * FROM governance_deadline WHERE closed_at IS NULL AND due_on < %s LIMIT 500) AS late
CROSS JOIN generate_series(1, %s / 50 + 1) LIMIT %s
"""


def climb(barrier, written):
    """One worker: ready, then until nothing is due."""
    from django.db import connection

    from governance.kernel.clock.ladders import remind

    connection.ensure_connection()
    barrier.wait()
    written.put(remind())


def main(number):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    from django.db import connection
    from django.db.models import Count

    from governance.kernel.clock import clock
    from governance.kernel.clock.ladders import remind
    from governance.kernel.models.deadlines import Deadline
    from governance.kernel.models.notices import Notice
    from governance.kernel.models.outside import Dispatch
    from governance.kernel.upkeep.statistics import analyze

    remind()  # what was due anyhow
    own = {"id", "object_id", "occurrence", "rung", "next_rung_on"}
    columns = [field.column for field in Deadline._meta.concrete_fields if field.column not in own]
    today = clock.today()
    before = Notice.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(COPIES.format(columns=", ".join(columns)), [FIRST_ID, today, today, number, number])
    analyze(Deadline)
    connection.close()

    context = get_context("fork")
    barrier, written = context.Barrier(WORKERS + 1), context.Queue()
    workers = [context.Process(target=climb, args=(barrier, written)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    notices = sum(written.get() for _ in workers)
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()

    new = Notice.objects.filter(id__gt=before)
    twice = new.values("recipient", "key").annotate(n=Count("id")).filter(n__gt=1).count()
    rows = new.count()
    Dispatch.objects.owed().delete()
    new.delete()
    Deadline.objects.filter(object_id__gt=FIRST_ID).delete()
    if rows != notices:
        raise SystemExit(f"{notices} notices were said to be written, {rows} are there")
    print(json.dumps({"notices": notices, "seconds": round(seconds, 2), "twice": twice}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
