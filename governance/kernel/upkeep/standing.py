"""What the blocks of the chain say of each living row, read one after the other: see `living`."""

from collections import defaultdict
from dataclasses import dataclass, field

from . import chain
from .writers import follow_each_other

PAST = "was written past the portal, by the database role "
BETWEEN = "was changed past the portal before the portal wrote it again"
NUMBERS = "numbers"  # stands for the numbers of the notes themselves among their rows
SET_BACK = (
    "of the notes do not follow what was written: somebody set their sequence past the portal; the rows were told by"
    " what each write left"
)
BEFORE = 8  # hex digits of the code of what a row was, for each key
BROKEN = "-"  # stands for the code before, where the notes of one block do not follow each other


def code_before(keys, table, notes):
    """The codes of what the row was before its oldest note, one with each key; "" where there was no row."""
    if not follow_each_other(notes):
        return BROKEN
    return "".join((chain.code_of(key, table, notes[0].was) or "")[:BEFORE] for key in keys.values())


@dataclass(frozen=True, eq=False)
class Source:
    """With which key, and of which columns, blocks keep the codes of rows; there is one of each pair."""

    key: str
    columns: tuple


@dataclass
class Standing:
    """What the blocks say of each row, read one after the other.

    newest -- {table: {row: (Source, code)}}
    lost   -- the same of blocks that were changed: they vouch for nothing, but tell what only lost its block
    named  -- {(table, row): what is off}, until somebody acknowledges it
    """

    newest: dict = field(default_factory=lambda: defaultdict(dict))
    lost: dict = field(default_factory=lambda: defaultdict(dict))
    named: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)

    def take(self, content, is_signed):
        """Read the next block."""
        for table, part in content.get("living", {}).items():
            source = self.source(content["key"], part["columns"])
            if is_signed:
                self.take_rows(table, source, part)
            else:
                self.lost[table].update((row, (source, code)) for row, code, *_ in part["rows"])
        for table, rows in content.get("acknowledged", {}).get("rows", {}).items() if is_signed else ():
            for row in rows:
                self.named.pop((table, row), None)

    def take_rows(self, table, source, part):
        newest = self.newest[table]
        for row, code, before, *writer in part["rows"]:
            if writer:
                self.named.setdefault((table, row), f"{PAST}{writer[0]}")
            elif not self.follows(table, row, before, part["keys"], source):
                self.named.setdefault((table, row), SET_BACK if row == NUMBERS else BETWEEN)
            newest[row] = source, code

    def source(self, key, columns):
        pair = key, tuple(columns)
        return self.sources.setdefault(pair, Source(*pair))

    def follows(self, table, row, before, keys, source):
        """Whether a row was, before it was written, what its newest code says.

        Not to be told, and taken for so, where its newest block was changed, or it has other columns since.
        """
        known, code = self.newest[table].get(row, (source, None))
        if before == BROKEN:
            return False
        if row in self.lost[table] or known.columns != source.columns:
            return True
        if code is None or not before:
            return not before and code is None
        start = keys.index(known.key) * BEFORE if known.key in keys else None
        return start is None or before[start : start + BEFORE] == code[:BEFORE]
