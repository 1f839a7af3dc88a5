"""What the chain of the record proves: every manipulation of its rows, its blocks and the file outside is named.

The order of reading matters while the portal works: first the rows that are
there, then those that wait for a block, then the blocks with the file.  A row
that was there is then in one of the two, whatever is written meanwhile.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice

import orjson
from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.models.chain import ChainBlock, ChainPending
from governance.kernel.models.rules import Rule

from . import chain, living, retention, watch
from .chain_file import ChainFile

AT_ONCE = 200  # blocks whose rows are read together
MOST = 20  # rows named of one kind
WRITTEN_DOWN = {
    "commands": (watch.TABLE, "commands to the database"),
    "removals": (watch.REMOVAL, "removals of notes"),
}  # {what a block keeps the newest number of: (table of the watch, in words)}
LEAST_DAYS = 183  # no rule may keep records of sign-ins for less (网络安全法), whatever the table of rules says


@dataclass(frozen=True)
class Link:
    """A block that is what was signed, without its rows."""

    number: int
    line: str  # in the file outside
    told: dict | None  # of a break


def faults(with_file=True):
    """Sentences: what is not as it was recorded; blocks and file first, then rows, those that are most alike last.

    with_file -- whether the file outside is compared, which tells of another state when one was just put back
    """
    there = {table: row_ids(table) for table in chain.TABLES}
    for table, row in ChainPending.objects.values_list("table", "row").iterator():
        there.get(table, set()).discard(row)
    with ChainFile.locked() as file:
        lines, numbers = file.read(), list(ChainBlock.objects.order_by("number").values_list("number", flat=True))
    found, links, rows, told = [], [], defaultdict(list), dict.fromkeys(WRITTEN_DOWN, 0)
    blocks = read_blocks(numbers[-1] if numbers else 0, found)
    while some := list(islice(blocks, AT_ONCE)):
        for block, content, is_signed in some:
            if is_signed:
                links.append(Link(block.number, chain.line_of(block, content), content.get("break")))
                then = {name: content.get(name, 0) for name in told}
                told = then if "break" in content else {name: max(told[name], then[name]) for name in told}
        compare_rows([(content, is_signed) for _, content, is_signed in some], there, rows)
    for table, ids in there.items():
        rows[table, "is in no block: it was put in past the triggers, or its block is gone"] += sorted(ids)
    for name, (table, what) in WRITTEN_DOWN.items():
        if told[name] > (kept := watch.newest(table)):
            found.append(f"{told[name]} {what} were written down, of the last {told[name] - kept} nothing is left")
    outside = compare_file(lines, links, numbers) if with_file else ()
    return [*found, *outside, *name_all(rows)]


def breaks():
    """Sentences about the breaks that the chain holds: who signed them, when and why."""
    told = []
    for block in ChainBlock.objects.filter(content__startswith='{"break"').order_by("number"):
        content = json.loads(block.content)
        accepted = content["break"].pop("accepted", ())
        more = ", ".join(f"{name} {value}" for name, value in sorted(content["break"].items()))
        told.append(f"block {block.number} is a break, signed at {content['made_at']}: {more}")
        told += [f"block {block.number} is a break, which took over: {sentence}" for sentence in accepted]
    return told


def acknowledgements():
    """Sentences about rows written past the portal that somebody signed for: who, when, why, and which rows."""
    told, keys = [], chain.keys()
    for block in ChainBlock.objects.filter(content__startswith='{"acknowledged"').order_by("number"):
        content, fault = read_content(block, keys)
        if not fault:
            said = content["acknowledged"]
            rows = "; ".join(f"{table} {', '.join(rows)}" for table, rows in sorted(said["rows"].items()))
            told.append(
                f"block {content['number']} acknowledges, signed at {content['made_at']} by {said['by']},"
                f" reason {said['reason']}: {rows}"
            )
    return told


def row_ids(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return {pk for (pk,) in cursor.fetchall()}


def name_all(rows):
    """Sentences for {(table, what is off): keys}: few rows before many, those that only lost their block last."""
    kinds = sorted(rows.items(), key=lambda kind: (kind[0][1] == living.DOUBTFUL, len(kind[1]), kind[0]))
    return [sentence for (table, words), keys in kinds for sentence in name_rows(table, keys, words)]


def name_rows(table, rows, words):
    """One sentence for each row; of very many the keys of the rest, so that none is left out."""
    shown = [f"{table} {pk} {words}" for pk in rows[:MOST]]
    if rest := rows[MOST:]:
        named = spans(sorted(map(int, rest))) if all(str(pk).isdecimal() for pk in rest) else ", ".join(map(str, rest))
        shown.append(f"{table}: {len(rest)} more rows like these: {named}")
    return shown


def spans(numbers):
    """[1, 2, 3, 7] as "1–3, 7"."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0][1]}–{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs)


def row_faults():
    """Sentences: living rows that are not as the portal wrote them."""
    found = defaultdict(list)
    for table, row, words in living.faults(contents):
        found[table, words].append(row)
    return name_all({kind: sorted(rows, key=lambda row: (len(row), row)) for kind, rows in found.items()})


# ------------------------------------------------------------ blocks
def contents(after):
    """(content, whether it is what was signed) of each of the blocks with a higher number that can be read."""
    newest = ChainBlock.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for _, content, good in read_blocks(newest, [], after):
        yield content, good


def read_blocks(newest, found, after=0):
    """(block, content, whether it is what was signed) of all that can be read; what is off with them is named.

    Only a signed block vouches for rows.  The code of a row in another block is
    still keyed: it tells whether the row is as it was, so that rows that were
    changed are told from those that only lost their block.
    """
    keys, before = chain.keys(), None
    for block in (
        ChainBlock.objects.filter(number__gt=after, number__lte=newest).order_by("number").iterator(chunk_size=AT_ONCE)
    ):
        content, fault = read_content(block, keys)
        place, digest = (before.number, before.digest) if before else (0, "")
        if fault:
            found.append(f"block {block.number} of the record{fault}")
        elif block.number != place + 1 and "break" not in content:
            found.append(f"blocks {spans(range(place + 1, block.number))} of the record are gone")
        elif content["previous"] != digest:
            found.append(f"block {block.number} of the record does not follow the block before it")
        if content is not None:
            yield block, content, not fault
        before = block


def read_content(block, keys):
    """(a block's content, None where nothing of it can be used; what is wrong with it)"""
    try:
        content = orjson.loads(block.content)
        name, number = content["key"], content["number"]
    except (ValueError, KeyError, TypeError):
        return None, " was changed: it cannot be read"
    if name not in keys:
        return None, f": no key {name} among FIELD_KEY and SECRET_KEY proves it"
    if number != block.number or chain.signature(keys[name], block.content) != block.digest:
        return content if is_sound(content) else None, " was changed: its content is not what was signed"
    return content, ""


def is_sound(content):
    """Whether a block that anybody may have written has the shape of ours: known tables, columns and kinds of keys."""
    known = {name: table.model for name, table in chain.TABLES.items()} | living.tables()
    try:
        parts = [(*part, int) for part in content.get("tables", {}).items()]
        parts += [(*part, str) for part in content.get("living", {}).items()]
        return all(
            set(part["columns"]) <= {field.column for field in known[table]._meta.concrete_fields}
            and all(type(row[0]) is kind and len(row) > 1 for row in part["rows"])
            for table, part, kind in parts
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return False


# ------------------------------------------------------------ rows
def compare_rows(blocks, there, found):
    """Compare every row with the code in its block; what a block vouches for is taken out of `there`."""
    keys, removable = chain.keys(), may_be_gone_before()
    parts = defaultdict(list)
    for content, is_signed in blocks:
        for table, part in content.get("tables", {}).items():
            rows = part["rows"] if is_signed else [row for row in part["rows"] if row[0] in there.get(table, ())]
            parts[content["key"], is_signed, table, tuple(part["columns"])] += rows
            for role, past in part.get("past", {}).items() if is_signed else ():
                found[table, f"{living.PAST}{role}"] += past
    for (name, is_signed, table, columns), rows in parts.items():
        codes = chain.row_codes(keys[name], table, columns, [row[0] for row in rows])
        if not is_signed:
            rows = [row for row in rows if codes.get(row[0]) == row[1]]
            found[table, living.DOUBTFUL] += [row[0] for row in rows]
        there.get(table, set()).difference_update(row[0] for row in rows)
        found[table, "was removed"] += [r[0] for r in rows if r[0] not in codes and not is_expired(r, removable)]
        found[table, "was changed"] += [r[0] for r in rows if r[0] in codes and codes[r[0]] != r[1]]


def may_be_gone_before():
    """The moment before which retention may have removed rows: by the shortest time that was ever in force."""
    days = [int(rule.value) for rule in Rule.objects.standing().filter(code=retention.RULE)]
    return clock.now() - timedelta(max(LEAST_DAYS, min(days))) if days else None


def is_expired(row, removable):
    return removable is not None and len(row) > 2 and row[2] and datetime.fromisoformat(row[2]) < removable


# ------------------------------------------------------------ the file outside
def compare_file(lines, links, numbers):
    """Compare the lines outside with the blocks, from the last break on; the break vouches for what lies before."""
    last = next((at for at in reversed(range(len(links))) if links[at].told), 0)
    if links and links[last].told:
        told = links[last].told
        if hashlib.sha256(lines[: told["file_bytes"]]).hexdigest() != told["file_sha256"]:
            yield f"the file outside was changed before the break of block {links[last].number}"
        lines = lines[told["file_bytes"] :]
    outside, unreadable = read_lines(lines)
    if unreadable:
        yield f"the file outside has {unreadable} lines that cannot be read"
    known = {link.number: link.line for link in links[last:]}
    if missing := [number for number in known if number not in outside]:
        yield f"the file outside lacks blocks {spans(missing)}: it was shortened or not written"
    if cut := sorted(set(outside) - set(numbers)):
        yield (
            f"the file outside holds blocks {spans(cut)}, the database does not:"
            " its end was removed, or an older state was put back without a break"
        )
    if other := [number for number in known if number in outside and outside[number] != [known[number]]]:
        yield f"the file outside tells of other blocks {spans(other)} than the database holds"


def read_lines(lines):
    """({number: lines that name it}, how many lines cannot be read)"""
    outside, unreadable = defaultdict(list), 0
    for line in lines.decode(errors="replace").splitlines():
        try:
            outside[int(json.loads(line)["number"])].append(line)
        except (ValueError, KeyError, TypeError):
            unreadable += 1
    return outside, unreadable
