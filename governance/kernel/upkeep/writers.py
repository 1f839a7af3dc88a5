"""Who wrote a row: the portal itself, or a database role past it.

Each connection of the portal sets a nonce and a token, which is derived from
the key that the database does not hold and stands for one role and one session
of the server: its process and the microsecond in which it began.  The trigger
`signs_note` puts role, session and transaction beside each note, as the server
knows them, and a digest of the note with the token.

So a session of another program knows no token, and a token that somebody took
from a session of the portal is worth nothing in another one.  It is no secret:
the text of the statement that shows it stands in `pg_stat_activity`, for every
session of the same role to read.  A server gives the number of a process again,
but nobody begins a session in a microsecond that is past.

What this does not show: code that runs inside a session of the portal, which
only the owner of the tables can put there, by a command that `watch` names.
"""

import hashlib
import hmac
import secrets as random
from collections import Counter, defaultdict
from itertools import pairwise

from .crypto import derive, key_id, secrets
from .watch import SESSION


def keys():
    return [derive(secret, "notes") for secret in secrets()]


def token_of(nonce, role, process):
    """The token of one session; "" where no secret in force made its nonce.

    process -- number and beginning of the server's process, as `watch.SESSION` writes them
    """
    key = {key_id(key): key for key in keys()}.get(nonce.partition(".")[0])
    return hmac.new(key, f"{nonce} {process} {role}".encode(), hashlib.sha256).hexdigest() if key else ""


def show_the_portal(sender, connection, **options):
    """Let what a new connection writes be known as the portal's own."""
    nonce = f"{key_id(keys()[0])}.{random.token_hex(12)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT session_user, {SESSION}")
        cursor.execute(
            "SELECT set_config('portal.nonce', %s, false), set_config('portal.token', %s, false)",
            [nonce, token_of(nonce, *cursor.fetchone())],
        )


def is_portals(note):
    """Whether a session of the portal wrote this ChainNote or ChainPending."""
    token = token_of(note.nonce, note.writer, note.process)
    text = f"{token} {note.table} {note.row} {note.xact} {note.was} {note.becomes} {token}"
    return bool(token) and hmac.compare_digest(hashlib.sha256(text.encode()).hexdigest(), note.mac)


def stranger(note):
    """The role that wrote past the portal; "" where it was the portal."""
    return "" if is_portals(note) else note.writer


def strangers(notes):
    """{(table, row): the first role that wrote it past the portal, "" where only the portal wrote it} of these notes.

    What the portal writes to a row, before or after, hides no stranger.
    """
    return {at: first_stranger(written) for at, written in by_row(notes).items()}


def by_row(notes):
    """{(table, row): its notes, by number}; see `in_order`"""
    found = defaultdict(list)
    for note in notes:
        found[note.table, note.row].append(note)
    return found


def follow_each_other(notes):
    """Whether each of the notes of one row began with what the one before it left."""
    return all(one.becomes == other.was for one, other in pairwise(notes))


def in_order(notes):
    """The notes of one row, given by number, in the order of writing: (notes, whether their numbers tell it).

    Whoever may use the sequence of the numbers may set it: then each write is put after the one that left what it
    began with, of several such the one of the older transaction.  Notes that no order joins stay as they are.
    """
    if follow_each_other(notes):
        return notes, True
    by_age = sorted(notes, key=lambda note: (note.xact, note.pk))
    joined = by_age if follow_each_other(by_age) else path_through(by_age)
    return (joined, False) if joined else (notes, True)


def path_through(notes):
    """These notes, each after one that left what it began with; [] where no order joins all of them."""
    going_on, balance = defaultdict(list), Counter()
    for note in reversed(notes):
        going_on[note.was].append(note)
        balance[note.was] += 1
        balance[note.becomes] -= 1
    begun = next((note.was for note in notes if balance[note.was] > 0), notes[0].was)
    way, path = [(begun, None)], []
    while way:  # Hierholzer's way through all: what leads nowhere further is the end of what is left
        at, note = way[-1]
        if going_on[at]:
            following = going_on[at].pop()
            way.append((following.becomes, following))
        else:
            way.pop()
            path.append(note)
    path = path[-2::-1]
    return path if len(path) == len(notes) and follow_each_other(path) else []


def first_stranger(notes):
    return next(filter(None, map(stranger, notes)), "")


def take(notes, limit):
    """The oldest notes of a model, which are taken out of its table."""
    table = notes._meta.db_table
    return sorted(
        notes.objects.raw(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT %s) RETURNING *", [limit]
        ),
        key=lambda note: note.pk,
    )
