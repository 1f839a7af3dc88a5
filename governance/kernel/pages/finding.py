"""The search over all apps: each lends one finder."""

FINDERS = []
MOST = 8


def finder(label, url, *, order=50):
    """Register fn(words, user) -> queryset (already limited to what the user may see)."""

    def register(fn):
        FINDERS.append((order, label, url, fn))
        FINDERS.sort(key=lambda entry: entry[0])
        return fn

    return register


def findings(words, user):
    """[{label, rows, more_url}] of the finders that found something."""
    found = []
    for _, label, url, fn in FINDERS:
        rows = fn(words, user)
        rows = list(rows[: MOST + 1]) if rows is not None else []
        if rows:
            more = f"{url}?q={words}" if len(rows) > MOST else ""
            found.append({"label": label, "rows": rows[:MOST], "more_url": more})
    return found
