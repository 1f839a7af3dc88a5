"""Small tables kept in memory: read at most every half minute per process."""

import time
from threading import local

LIFETIME = 30  # seconds until an edit made by another process is seen
_all = []
_here = local()


class Fresh:
    """A value that `read()` fetches from the database, kept for LIFETIME seconds."""

    def __init__(self, read):
        self.read = read
        self.value, self.read_at = None, None
        _all.append(self)

    def __call__(self):
        _here.readings = readings() + 1
        if self.read_at is None or time.monotonic() - self.read_at > LIFETIME:
            self.value, self.read_at = self.read(), time.monotonic()
        return self.value


def readings():
    """How often this thread has read any of them: two equal numbers say that nothing was read in between."""
    return getattr(_here, "readings", 0)


def forget():
    """Read everything again at the next query: after an edit, and between tests."""
    for kept in _all:
        kept.read_at = None


class Kept:
    """Mixin for rows of tables kept in memory: saving one is seen at once by this process."""

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        forget()
        return deleted
