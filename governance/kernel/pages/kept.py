"""Markup that is the same whenever what it is drawn from is the same: drawn once in a process, then kept.

    drawn = kept((cls, path, choices), lambda: …)

The key holds everything from which the markup is drawn, so what is kept shows nothing of anybody else: two people are
shown the same only where all of it is the same, and other values are another entry.  No entry can be out of date.
Templates do it by `{% kept %}` (templatetags/authorship.py).

All kept markup of a process is in `STORE`, at most MOST entries, the ones used last; `STORE.clear()` empties it.
"""

from django.utils.safestring import mark_safe

from governance.kernel.models.recent import Recent

MOST = 2000  # some kilobytes each


STORE = Recent(MOST)


def kept(key, draw):
    """The markup under a key; drawn where it is not there."""
    found = STORE.get(key)
    if found is None:
        found = mark_safe(draw())
        STORE.put(key, found)
    return found
