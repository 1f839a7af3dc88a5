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


def key_of(what, *who):
    """The key of a count; who it is about (a name, an address, a secret) is kept as a digest only."""
    return f"{what}:{hashlib.sha256(repr(who).encode()).hexdigest()[:40]}"


def count(what, *who, seconds):
    """Count one more; returns how many there were within the while that began with the first."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key_of(what, *who), now + timedelta(seconds=seconds), now, now])
        return cursor.fetchone()[0]


def counted(what, *who):
    """How many there are now."""
    kept = Limit.objects.filter(key=key_of(what, *who), ends_at__gte=clock.now())
    return kept.values_list("count", flat=True).first() or 0


def forget(what, *who):
    """Begin again from nothing."""
    Limit.objects.filter(key=key_of(what, *who)).delete()
