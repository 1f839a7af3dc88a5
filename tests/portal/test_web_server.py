"""The port stays open while the web server is replaced."""

import os
import signal
import socket

import pytest


@pytest.mark.slow
def test_who_comes_while_the_server_is_replaced_waits_for_an_answer(server):
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    with socket.create_connection(server.address, timeout=60) as early:
        early.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        server.launch()
        assert early.recv(100).startswith(b"HTTP/1.1 200")


def test_after_the_stop_nobody_is_kept_waiting(server):
    server.ask_to_stop()
    server.see_it_end()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server.address, timeout=5)
