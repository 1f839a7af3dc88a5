"""What a row of a list of work is called where its deadline may not name it: by its app, for those who may read it."""

from collections import defaultdict

NAMES = {}


def titles(table):
    """Register fn(keys, user) -> {key: title} of the rows of a table ("disputes.mediationcase") the user may read."""

    def register(fn):
        NAMES[table] = fn
        return fn

    return register


def put_titles(deadlines, user):
    """Name the matters of deadlines as their readers know them; one query for each table that is named otherwise."""
    wanted = defaultdict(list)
    for deadline in deadlines:
        if deadline.object_type in NAMES:
            wanted[deadline.object_type].append(deadline)
    for table, rows in wanted.items():
        found = NAMES[table]([row.object_id for row in rows], user)
        for row in rows:
            row.title = found.get(row.object_id, row.title)
