"""The contents of an application at each submission, and the changes between them; pure functions.

A version is {"fields": [[label, text]], "lines": [[name, text]], "sources": [[name, text]]}.
"""

PARTS = (("lines", "预算明细"), ("sources", "资金来源"))
NOTHING = "—"


def difference(old, new):
    """[(label, old text, new text)] between two versions, in the order of the form."""
    before = dict(map(tuple, old["fields"]))
    changes = [
        (label, before.get(label, NOTHING), text) for label, text in new["fields"] if before.get(label, NOTHING) != text
    ]
    for part, heading in PARTS:
        changes += row_changes(heading, old[part], new[part])
    return changes


def row_changes(heading, old, new):
    """Rows added, removed or changed, by their names; equal names are distinguished by their order."""
    before, after = number_names(old), number_names(new)
    changes = [
        (f"{heading}：{name}", before.get((name, n), NOTHING), text)
        for (name, n), text in after.items()
        if before.get((name, n)) != text
    ]
    return changes + [
        (f"{heading}：{name}", text, NOTHING) for (name, n), text in before.items() if (name, n) not in after
    ]


def number_names(rows):
    """{(name, how many of that name came before): text}"""
    found, seen = {}, {}
    for name, text in rows:
        seen[name] = seen.get(name, -1) + 1
        found[name, seen[name]] = text
    return found
