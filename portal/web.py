"""The web server as a child of the launcher, which holds the socket that it listens at."""

import os
import socket
import sys

from portal.children import Child

CONNECTIONS = 2048  # of each web process; one that waits costs a few kilobytes


class Web(Child):
    """The web server; it answers once any page does.

    The socket is the launcher's and stays open when the server is killed: who comes meanwhile waits.
    """

    def __init__(self, listener, application="portal.asgi:application", **more):
        self.listener, self.application = listener, application
        super().__init__("The web server", [], **more)
        host, port = listener.getsockname()[:2]
        self.address = ("127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host, port)

    def launch(self):
        descriptor = self.listener.fileno()
        workers = os.environ.get("WEB_WORKERS") or 2
        self.command = [sys.executable, "-m", "portal.web_server", descriptor, workers, CONNECTIONS, self.application]
        super().launch()

    def inherited(self):
        return [*super().inherited(), self.listener.fileno()]

    def ask_to_stop(self):
        super().ask_to_stop()
        self.listener.close()

    def answers(self):
        try:
            with socket.create_connection(self.address, timeout=2) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return self.is_running() and line.recv(16).startswith(b"HTTP/1.1")
        except OSError:
            return False
