"""Statistics are taken even while the server's own housekeeping is at the same table."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from governance.areas.models import Area
from governance.kernel.upkeep.statistics import analyze
from tests.kernel.threads import in_thread

# The process has waited for a lock longer than its session's patience.
WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE pid = %s AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '200 ms'
"""


@pytest.mark.django_db(transaction=True)
def test_statistics_wait_for_their_turn():
    held = Event()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        cursor.execute("SELECT pg_backend_pid()")
        me = cursor.fetchone()[0]

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE governance_area IN SHARE UPDATE EXCLUSIVE MODE")  # what autovacuum takes
            held.set()
            while True:
                cursor.execute(WAITS, [me])
                if cursor.fetchone()[0]:
                    return

    try:
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(in_thread(hold))
            assert held.wait(10)
            analyze(Area)
            other.result()
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("100ms",)  # for this one statement only
    finally:
        connection.close()
