"""How often something has happened lately: counted in the database, so that all processes know one count.

A cache server would be quicker and may be away; then each process would count
for itself, or nobody.  One statement counts, and two at once are counted twice.
"""

import hashlib
from datetime import timedelta

from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.models.limits import Limit

COUNT = """
INSERT INTO governance_limit AS kept (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN kept.ends_at < %s THEN 1 ELSE kept.count + 1 END,
    ends_at = CASE WHEN kept.ends_at < %s THEN excluded.ends_at ELSE kept.ends_at END
RETURNING count
"""

# A turn is taken in one statement, by one of all who ask at once: the row is locked for as long as that takes.
TURN = """
INSERT INTO governance_limit AS kept (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = 1, ends_at = excluded.ends_at WHERE kept.ends_at <= %s
RETURNING count
"""


def key_of(what, *who):
    """The key of a count; who it is about (a name, an address, a secret) is kept as a digest only."""
    return f"{what}:{hashlib.sha256(repr(who).encode()).hexdigest()[:40]}"


def count(what, *who, seconds):
    """Count one more; returns how many there were within the while that began with the first."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key_of(what, *who), now + timedelta(seconds=seconds), now, now])
        return cursor.fetchone()[0]


def seconds_to_wait(what, *who, seconds):
    """Take the turn, which is then nobody's for so many seconds: 0, or how long it is still somebody else's.

    Nobody is held while waiting: whoever gets no turn asks again.
    """
    now, key = clock.now(), key_of(what, *who)
    with connection.cursor() as cursor:
        cursor.execute(TURN, [key, now + timedelta(seconds=seconds), now])
        if cursor.fetchone():
            return 0
    taken = Limit.objects.filter(key=key).values_list("ends_at", flat=True).first()
    return max(0.1, (taken - now).total_seconds()) if taken else 0.1


def counted(what, *who):
    """How many there are now."""
    kept = Limit.objects.filter(key=key_of(what, *who), ends_at__gte=clock.now())
    return kept.values_list("count", flat=True).first() or 0


def forget(what, *who):
    """Begin again from nothing."""
    Limit.objects.filter(key=key_of(what, *who)).delete()
