"""What a process keeps of what it made lately, up to a number of entries."""

from collections import OrderedDict
from threading import Lock


class Recent:
    """The entries used last, {key: value}; safe for threads."""

    def __init__(self, most):
        self.most, self.entries, self.lock = most, OrderedDict(), Lock()

    def get(self, key):
        with self.lock:
            found = self.entries.get(key)
            if found is not None:
                self.entries.move_to_end(key)
            return found

    def put(self, key, value):
        with self.lock:
            self.entries[key] = value
            if len(self.entries) > self.most:
                self.entries.popitem(last=False)

    def clear(self):
        with self.lock:
            self.entries.clear()
