"""The file outside the database that holds one line for each block of the chain; it is only ever appended to."""

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager

from django.conf import settings

TAIL = 65_536  # bytes: longer than any line


class ChainFile:
    """The open and locked file; one process at a time writes it, and nobody reads half a line."""

    def __init__(self, handle):
        self.handle = handle

    @classmethod
    @contextmanager
    def locked(cls):
        """Hold the file, which is made when it is not there."""
        place = settings.CHAIN_FILE
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield cls(handle)
        finally:
            os.close(handle)

    def append(self, line):
        """Write one line to the disk, or nothing.  Raises OSError."""
        before, data = self.size(), f"{line}\n".encode()
        written = os.write(self.handle, data)
        if written != len(data):
            os.ftruncate(self.handle, before)
            raise OSError(f"the line of the chain could not be written to {settings.CHAIN_FILE}")
        os.fsync(self.handle)

    def size(self):
        return os.fstat(self.handle).st_size

    def read(self):
        return os.pread(self.handle, self.size(), 0)

    def sha256(self):
        return hashlib.sha256(self.read()).hexdigest()

    def last_number(self):
        """The number of the newest block in the file; None in an empty file and after a line that cannot be read."""
        tail = os.pread(self.handle, TAIL, max(0, self.size() - TAIL))
        try:
            return json.loads(tail.rstrip(b"\n").rpartition(b"\n")[2])["number"]
        except (ValueError, KeyError, TypeError):
            return None
