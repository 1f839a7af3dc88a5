"""The search over all apps: each lends one finder."""

from governance.kernel.models.addresses import resolve

FINDERS = []
MOST = 8


def finder(label, target, *, order=50):
    """Register fn(words, user) -> queryset (already limited to what the user may see).

    target -- the name of the list's address, "projects:visits"
    """

    def register(fn):
        FINDERS.append((order, label, target, fn))
        FINDERS.sort(key=lambda entry: entry[0])
        return fn

    return register


def findings(words, user):
    """[{label, rows, more_url}] of the finders that found something."""
    found = []
    for _, label, target, fn in FINDERS:
        rows = fn(words, user)
        rows = list(rows[: MOST + 1]) if rows is not None else []
        if rows:
            more = f"{resolve(target)}?q={words}" if len(rows) > MOST else ""
            found.append({"label": label, "rows": rows[:MOST], "more_url": more})
    return found
