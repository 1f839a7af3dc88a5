"""Work in several threads at once."""

from django.db import connections


def in_thread(work):
    """Run with own database connections, closed afterwards."""

    def run(*args):
        try:
            return work(*args)
        finally:
            connections.close_all()

    return run
