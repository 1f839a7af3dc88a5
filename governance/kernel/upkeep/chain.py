"""The chain of the record: every minute a block vouches for the rows that were added, keyed and outside the database.

A block's content is canonical JSON:

    number, previous, made_at, key     its place in the chain, the digest before, when, the name of the key
    tables   {table: {"columns": […], "rows": [[id, code of the row, (its moment, where rows expire)], …],
             ("past": {role that wrote past the portal: [id, …]})}}
    living   {table: {"columns", "keys", "rows": [[key, code or null, code before, (who wrote past the portal)], …]}},
             see `living`
    commands how many commands that change tables and triggers the database had written down then, see `watch`
    removals how many removals of notes, see `removals`
    guards   [number, digest] of the newest record of what guards the tables, see `signed_records`
    break    of a block that does not follow the one before: why, who, what the file held (see `add_break`)
    acknowledged  {"reason", "by", "rows": {table: [key, …]}}: rows written past the portal that somebody signs for

The code of a row is an HMAC of the digest of its columns as PostgreSQL writes
them, taken by the trigger in the very write (`row_digest`), the digest of a
block an HMAC of its content.  The key is derived from the secrets
(`crypto.secrets`: the first signs, each proves) and is not in the database.
One line for each block goes to settings.CHAIN_FILE, which is only appended to:
it shows when the chain's end was cut off or an older state put back.

What this proves: whoever has the database, even as its owner with triggers off,
cannot change, remove or slip in a row of the record unseen (`proof.faults`)
with triggers on or off (`writers`); a row younger than a minute can still vanish unseen with its note.
What it does not prove: whoever holds the secrets can make a chain of their
own, whoever also writes the file can cut both at the same block, and whoever
acts as the portal can add rows that are untrue.  Keep a copy of the file
elsewhere.  Source: domain.md §7 (audit records are protected, 等级保护).
"""

import getpass
import hmac
import json
import socket
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import structlog
from celery import shared_task
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.chain import ChainBlock, ChainPending, GuardRecord

from . import digests, watch, writers
from .chain_file import ChainFile
from .crypto import derive, key_id, secrets

BATCH = 10_000  # rows of one block
CODE = 24  # hex digits of a row's code

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Table:
    """A table of the record: columns, the one with the moment of rows that expire, those that may change."""

    model: type
    columns: list
    expires: str = ""
    without: tuple = ()


TABLES = {}
PARTS = {}  # {further part of a block: fn(key, most rows) -> {table: {"rows": […], …}}}


# ------------------------------------------------------------ keyed hashes
def keys():
    """{name: key} of every secret in force, the signing one first."""
    return {key_id(key): key for key in (derive(secret, "chain") for secret in secrets())}


@lru_cache(maxsize=32)
def begun(key):
    """The code of nothing with a key: a copy of it goes on with a text in half the time of a new one."""
    return hmac.new(key, digestmod="sha256")


def signature(key, text):
    code = begun(key).copy()
    code.update(text.encode())
    return code.hexdigest()


def code_of(key, table, digest):
    """What a block keeps of a row with this digest; None where there is no row."""
    return signature(key, f"{table}\n{digest}")[:CODE] if digest else None


def row_codes(key, table, columns, ids):
    """{id: code} of those of these rows that are there, as they are now."""
    now = digests.of_rows(table, "id", "bigint", columns, ids)
    return {int(pk): code_of(key, table, digest) for pk, digest in now.items()}


def moments(table, column, ids):
    """{id: moment} of rows that expire."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table} WHERE id = ANY(%s)", [list(ids)])
        return {pk: moment.isoformat() for pk, moment in cursor.fetchall()}


# ------------------------------------------------------------ blocks
@shared_task(name="governance.chain_record", ignore_result=True)
def chain_record():
    """Make the blocks that are due; by beat every minute, safe to repeat and in parallel.  Returns how many rows."""
    rows = 0
    with ChainFile.locked() as file:
        while count := add_block(file):
            rows += count
    return rows


def add_block(file):
    """Vouch for the rows that wait, at most BATCH of them, and write the line outside; returns how many rows."""
    with transaction.atomic():
        head = ChainBlock.objects.order_by("-number").first()
        catch_up(file, head)
        name, key = next(iter(keys().items()))
        taken, more = take_pending(), {part: vouch_for(key, BATCH) for part, vouch_for in PARTS.items()}
        if not taken and not any(more.values()) and is_told(head):
            return 0
        tables = {table: vouch(key, table, rows) for table, rows in sorted(taken.items())}
        block = write_block(head, name, key, tables=tables, **more)
    file.append(line_of(block))
    count = sum(len(part["rows"]) for kind in (tables, *more.values()) for part in kind.values())
    log.info("record_chained", block=block.number, digest=block.digest, rows=count)
    return count


def take_pending():
    """{table: {id: its notes}} of the oldest rows in no block; only of the record."""
    taken = defaultdict(dict)
    for (table, row), notes in writers.by_row(writers.take(ChainPending, BATCH)).items():
        if table in TABLES:
            taken[table][row] = notes
        else:
            log.warning("no_table_of_the_record", table=table, row=row)
    return taken


def vouch(key, table, taken):
    """A block's part for one table: rows as they were put in, whatever became of them since."""
    kind, ids, past = TABLES[table], sorted(taken), defaultdict(list)
    rows = [[pk, code_of(key, table, taken[pk][0].becomes)] for pk in ids]
    if kind.expires:
        known = moments(table, kind.expires, ids)
        rows = [[pk, code, known.get(pk)] for pk, code in rows]
    for pk in ids:
        if stranger := writers.first_stranger(taken[pk]):
            past[stranger].append(pk)
    return {"columns": kind.columns, "rows": rows} | ({"past": past} if past else {})


def write_block(head, name, key, *, number=0, **parts):
    number = number or (head.number + 1 if head else 1)
    content = json.dumps(
        {
            "number": number,
            "previous": head.digest if head else "",
            "made_at": clock.now().isoformat(timespec="seconds"),
            "key": name,
            "commands": watch.last_command(),
            "removals": watch.newest(watch.REMOVAL),
            "guards": newest_guards(head, parts),
            **parts,
        },
        ensure_ascii=False,
        sort_keys=True,
    )
    return ChainBlock.objects.create(number=number, content=content, digest=signature(key, content))


def newest_guards(head, parts=()):
    """[number, digest] of the newest record of what guards the tables; [] where there never was one.

    What the block before tells stands until there is a newer record, or the block is a break: a newest record that is
    gone stays told.
    """
    told = json.loads(head.content).get("guards", []) if head and "break" not in parts else []
    newest = GuardRecord.objects.order_by("-pk").values_list("pk", "digest").first()
    return list(newest) if newest and newest[:1] > tuple(told[:1]) else told


def is_told(head):
    """Whether the newest block tells of the newest command and of the newest record of the guards.

    A chain that has not begun need not tell of the record: its first block will.
    """
    if head is None:
        return watch.last_command() == 0
    content = json.loads(head.content)
    return watch.last_command() <= content.get("commands", 0) and newest_guards(head) == content.get("guards")


def line_of(block, content=None):
    """The line of a block in the file outside: its digest, and what a person compares.

    content -- of the block, where it was read already
    """
    content = content or json.loads(block.content)
    tables = content.get("tables", {})
    line = {
        "number": block.number,
        "digest": block.digest,
        "previous": content["previous"],
        "made_at": content["made_at"],
        "count": sum(len(part["rows"]) for part in tables.values()),
        "last": {table: part["rows"][-1][0] for table, part in tables.items()},
    }
    return json.dumps(line | ({"break": content["break"]} if "break" in content else {}), ensure_ascii=False)


def catch_up(file, head):
    """Write the line of the newest block that a crash left out: the only one that may be missing.

    A larger gap is no accident, for no block is made while the file cannot be
    written.  It stays, and `proof` names it.
    """
    if head and (file.last_number() or 0) == head.number - 1:
        file.append(line_of(head))


# ------------------------------------------------------------ what somebody signs for
def by_whom():
    return f"{getpass.getuser()}@{socket.gethostname()}"


def acknowledge(reason, rows):
    """Sign that it is known which rows were written past the portal until now: `living.faults` names them no more.

    rows -- {table: [key, …]}
    """
    with ChainFile.locked() as file:
        head, (name, key) = ChainBlock.objects.order_by("-number").first(), next(iter(keys().items()))
        catch_up(file, head)
        block = write_block(head, name, key, acknowledged={"reason": reason, "by": by_whom(), "rows": rows})
        file.append(line_of(block))
    log.warning("rows_acknowledged", block=block.number, rows=sum(map(len, rows.values())))
    return block


def add_break(reason, **more):
    """Sign that the chain goes on from another state than the file shows: after a restore, or a file that was lost.

    The break keeps who made it, and length and hash of the file as it was: what
    the file holds before it is not compared with the blocks any more.
    """
    with ChainFile.locked() as file:
        head = ChainBlock.objects.order_by("-number").first()
        last, (name, key) = file.last_number() or 0, next(iter(keys().items()))
        told = {
            "reason": reason,
            "by": by_whom(),
            "file_last": last,
            "file_bytes": file.size(),
            "file_sha256": file.sha256(),
        }
        number = max(last, head.number if head else 0) + 1
        block = write_block(head, name, key, number=number, **{"break": told | more})
        file.append(line_of(block))
    log.warning("record_broken", block=block.number, reason=reason, **more)
    return block
