"""Whoever removes a note of a row before a block has taken it is named: a row put in and taken away within a minute.

Only the making of a block takes notes out of their tables.  A trigger of these
tables tells the watch of every removal, how many notes and by which session; the
watch is the superuser's, so the owner of the tables can neither change what it
wrote nor keep it from being written but by a command, which is written down as
well (`watch`).  As beside notes (`writers`), a code with the token of the
connection tells the portal's own sessions.  The newest watch.REMOVALS_KEPT are kept.
"""

import hashlib
import hmac

from django.db import connection

from . import watch, writers

COLUMNS = "number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), source, notes, writer, process, xact"


def are_watched():
    return watch.is_watched(watch.REMOVAL)


def lacks():
    """[a sentence] where what writes them down is that of a version before, or is not told of them; else []."""
    if not are_watched():
        return []
    with connection.cursor() as cursor:
        if not watch.is_of_now(cursor):
            return [watch.OF_BEFORE]
        return [] if watch.is_told(cursor) else [watch.NOT_TOLD]


def last():
    """The number of the newest removal; 0 where none was written down."""
    return watch.newest(watch.REMOVAL)


def is_portals(source, notes, writer, process, xact, nonce, mac):
    """Whether a session of the portal removed these notes."""
    token = writers.token_of(nonce, writer, process)
    text = f"{token} {source} {xact} {notes} {token}"
    return bool(token) and hmac.compare_digest(hashlib.sha256(text.encode()).hexdigest(), mac)


def faults(signed):
    """Sentences: notes that others removed since the guards were signed, when `signed` was the newest removal."""
    if not are_watched():
        return []
    if lacking := lacks():
        return lacking
    found = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}, nonce, mac FROM {watch.REMOVAL} WHERE number > %s ORDER BY number", [signed])
        for _, at, source, notes, writer, *more in cursor.fetchall():
            if not is_portals(source, notes, writer, *more):
                found.append(
                    f"the role {writer} removed or changed {notes} notes in {source} at {at} UTC, before a block took"
                    " them: what was written to the database in that minute is not known"
                )
        cursor.execute(f"SELECT count(*), coalesce(min(number), 1), coalesce(max(number), 0) FROM {watch.REMOVAL}")
        count, oldest, newest = cursor.fetchone()
    if newest < signed or count != newest - oldest + 1:
        found.insert(0, "of the removals written down some were taken away")
    return found
