"""Sequences give numbers to new rows: one that stands too low or too high stops every new row of its table.

Whoever may set a sequence can do so by a plain query, which no trigger and no
list of commands shows.
"""

from dataclasses import dataclass

from django.db import connection

FAR = 10_000_000  # numbers beyond the newest key of a table: more than steps rolled back and rows cleared away use up
FAR_EMPTY = 10_000_000_000  # where no row is left to compare with: such tables are emptied each minute, for years
LEAST_LEFT = 0.1  # of the numbers of a sequence, before somebody should look
ALL = """
SELECT own.relname, c.relname, a.attname, s.seqmax FROM pg_sequence s
JOIN pg_class own ON own.oid = s.seqrelid
JOIN pg_depend d ON d.objid = s.seqrelid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class c ON c.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relnamespace = 'public'::regnamespace
ORDER BY own.relname
"""


@dataclass(frozen=True)
class Sequence:
    """Where the sequence of a table's keys stands; `following` is the number that the next row takes."""

    name: str
    table: str
    column: str
    most: int
    stands: int
    following: int

    @property
    def is_used_up(self):
        """Whether it has given out its last number: no row can be added to the table."""
        return self.following > self.most

    def highest_key(self):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT max("{self.column}") FROM "{self.table}"')
            return cursor.fetchone()[0]


def standing():
    """The sequences of all tables, by two questions."""
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        known = {name: (f"public.{name}", table, column, most) for name, table, column, most in cursor.fetchall()}
        if not known:
            return []
        each = (
            f"SELECT '{name}', last_value, last_value::numeric + is_called::int FROM public.\"{name}\""
            for name in known
        )
        cursor.execute(" UNION ALL ".join(each))
        return [Sequence(*known[name], stands, int(following)) for name, stands, following in cursor.fetchall()]


def faults():
    """Sentences: sequences that would give out a number again, or that give none any more before long."""
    sequences = standing()
    return low(sequences) + high(sequences)


def low(sequences):
    found = []
    for each in sequences:
        highest = each.highest_key()
        if highest is not None and each.following <= highest:
            found.append(
                f"the sequence {each.name} stands at {each.stands}, below the key {highest} that was given already"
            )
    return found


def high(sequences):
    """Sentences: sequences near their end or far beyond the greatest key; asks only for the keys of the suspicious."""
    found = []
    for each in sequences:
        if each.is_used_up:
            found.append(f"the sequence {each.name} has given out its last number {each.most}: new rows get no number")
        elif each.most - each.stands < each.most * LEAST_LEFT:
            found.append(
                f"the sequence {each.name} stands at {each.stands}, near its end {each.most}: new rows get no number"
            )
        elif each.stands > FAR and is_far(each.stands, newest := each.highest_key()):
            found.append(f"the sequence {each.name} stands at {each.stands}, far beyond the greatest key {newest or 0}")
    return found


def is_far(stands, newest):
    """Whether a sequence stands further than rows can have brought it from the newest key, None in an empty table."""
    return stands > FAR_EMPTY if newest is None else stands - newest > FAR
