"""The web server's program: Granian at the listening socket that the launcher holds.

    python -m portal.web_server FD WORKERS CONNECTIONS [APPLICATION]

Left to itself Granian opens a socket in each of its workers, so that after the death of all of them the port
refuses whoever comes until Python has loaded the portal again.  Here the socket stays open in the launcher: who
comes meanwhile waits for an answer.
"""

import os
import socket
import sys

from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from granian.server.mp import SocketHolder

from portal import signs


class InheritingServer(Server):
    """Granian, whose workers share a socket that listens already."""

    def __init__(self, descriptor, *arguments, **options):
        super().__init__(*arguments, **options)
        self.descriptor = descriptor

    def _init_shared_socket(self):
        """In place of opening a socket of its own (granian.server.mp)."""
        self._sso = socket.socket(fileno=self.descriptor)
        self._sso.set_inheritable(True)
        self._shd = SocketHolder(self.descriptor, False, self.backlog)


def main(descriptor, workers, connections, application="portal.asgi:application"):
    os.environ.update(MALLOC_ARENA_MAX="2")  # else the C library keeps free memory apart for each thread
    InheritingServer(
        int(descriptor),
        application,
        interface=Interfaces.ASGI,
        workers=int(workers),
        http=HTTPModes.http1,
        websockets=False,
        loop=Loops.asyncio,
        backlog=int(connections),
        backpressure=int(connections),
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__mp_main__":  # in a worker, before it loads the portal
    signs.expect("web", os.getpid())
elif __name__ == "__main__":
    main(*sys.argv[1:])
