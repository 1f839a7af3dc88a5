"""The portal with its clock stopped at FROZEN_AT.

For a web server it is `bench.frozen:application`; a management command at that
moment is `python -m bench.frozen demo`.
"""

import os
import sys
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from portal.asgi import application

__all__ = ["application"]


def stop_clock():
    """Stop this process's clock until it ends.  Returns what must be kept alive for it."""
    from governance.kernel.clock import clock

    stopped = clock.travel(datetime.fromisoformat(os.environ["FROZEN_AT"]))
    stopped.__enter__()
    return stopped


STOPPED = stop_clock()

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
