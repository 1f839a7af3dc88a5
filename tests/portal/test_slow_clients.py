"""Slow clients hold no thread: the real web server answers beside them, and the application refuses their bodies."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.test import override_settings

from portal import bodies
from portal.asgi import Application, environment
from portal.bodies import BodyRefused, Gone, Inbox
from tests.kernel.days import workbook

ASIDE = "POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"


# ------------------------------------------------------------ the server itself
def line(server):
    return socket.create_connection(server.address, timeout=20)


def ask(server, path):
    """(status, seconds) of one request on a connection of its own."""
    began = time.monotonic()
    with line(server) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = client.recv(100)
    return int(answer.split()[1]), time.monotonic() - began


@pytest.mark.slow
def test_pages_and_health_answer_beside_slow_uploads_and_slow_headers(server):
    with ExitStack() as slow:
        for _ in range(8):
            client = slow.enter_context(line(server))
            client.sendall(f"{ASIDE}Content-Length: 2000000\r\n\r\n--x\r\n".encode() + b"x" * 10_000)
        for _ in range(300):
            slow.enter_context(line(server)).sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-")
        for path, expected in (("/healthz", 200), ("/api/v1/projects/demands/", 401), ("/files/1/", 302)):
            status, seconds = ask(server, path)
            assert status == expected
            assert seconds < 5
    with line(server) as client:
        client.sendall(f"{ASIDE}Content-Length: {10**9}\r\n\r\n".replace("/login/", "/api/v1/token/").encode())
        assert client.recv(100).startswith(b"HTTP/1.1 413")


# ------------------------------------------------------------ the application, message by message
def scope(path="/login/", method="POST", **headers):
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": named,
        "server": ("localhost", 80),
        "client": ("10.0.0.8", 1),
        "scheme": "http",
    }


def parts(*bodies, more=False):
    """receive() that gives these parts, and then nothing for ever where more was announced."""
    waiting = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]
    if not more:
        waiting[-1]["more_body"] = False

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    return receive


def run(work):
    """Run a coroutine in a thread of its own: a browser's tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def take(scope, receive):
    async def work():
        body, length = await Inbox().take(scope, receive)
        with body:
            return body.read(), length

    return run(work())


def ask_application(wsgi, scope, receive):
    """(status, headers, body) of the application's answer."""
    sent = []

    async def send(message):
        sent.append(message)

    run(Application(wsgi, 2)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def never(environ, start_response):
    raise AssertionError("no thread may work on this")


def test_a_body_arrives_whole_however_it_is_cut():
    long = b"c" * 10**6
    assert take(scope(transfer_encoding="chunked"), parts(b"ab", long, b"d")) == (b"ab" + long + b"d", 10**6 + 3)
    assert take(scope(method="GET"), parts(more=True)) == (b"", 0)


@override_settings(BODY_LIMIT=1000)
@pytest.mark.parametrize(
    ("asked", "receive"),
    [
        (scope(content_length="1001"), lambda: parts(b"x", more=True)),
        (scope(transfer_encoding="chunked"), lambda: parts(b"x" * 600, b"x" * 600, more=True)),
    ],
)
@pytest.mark.parametrize(("path", "kind"), [("/login/", b"text/html"), ("/api/v1/token/", b"application/problem+json")])
def test_a_long_body_is_refused_before_it_is_read(monkeypatch, asked, receive, path, kind):
    monkeypatch.setattr(bodies, "LINGER", 0.01)
    status, headers, body = ask_application(never, asked | {"path": path}, receive())
    assert status == 413
    assert headers[b"content-type"].startswith(kind)
    assert "请分几次上传" in body.decode()


def test_a_body_below_the_least_rate_is_given_up(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE", 0.05)
    monkeypatch.setattr(bodies, "LINGER", 0.01)
    status, _, body = ask_application(never, scope(content_length="1000"), parts(b"x" * 100, more=True))
    assert status == 408
    assert "内容没有保存" in body.decode()


def test_a_body_has_a_time_in_all(monkeypatch):
    monkeypatch.setattr(bodies, "LONGEST", 0.05)
    with pytest.raises(BodyRefused) as refusal:
        take(scope(content_length="1000000"), parts(b"x" * 900_000, more=True))
    assert refusal.value.code == "too_slow"


def test_all_bodies_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_WAITING", 1000)
    with pytest.raises(BodyRefused) as refusal:
        take(scope(content_length="2000"), parts(b"x" * 1001, more=True))
    assert refusal.value.status == 503


def test_whoever_leaves_gets_no_work_done():
    async def gone():
        return {"type": "http.disconnect"}

    with pytest.raises(Gone):
        take(scope(content_length="10"), gone)


def test_an_answer_is_sent_whole_in_parts():
    book = workbook(["2027-02-06", "休息", None, None]).getvalue() * 50

    def download(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/x"), ("X-Length", environ["CONTENT_LENGTH"])])
        return iter([book[:1000], environ["wsgi.input"].read(), book[1000:]])

    asked = scope(content_length="3")
    status, headers, body = ask_application(download, asked, parts(b"abc"))
    assert (status, headers[b"x-length"]) == (200, b"3")
    assert body == book[:1000] + b"abc" + book[1000:]


def test_health_is_answered_without_a_thread(settings):
    status, headers, body = ask_application(never, scope("/healthz", "GET"), parts(b""))
    assert (status, body, headers[b"x-portal-version"].decode()) == (200, b"ok", settings.VERSION)


def test_readiness_is_answered_although_the_threads_hang(monkeypatch):
    monkeypatch.setattr("portal.asgi.READY_WITHIN", 0.05)
    hold = threading.Event()

    def hang(environ, start_response):
        hold.wait(10)
        start_response("200 OK", [])
        return []

    async def work():
        sent = []

        async def send(message):
            sent.append(message)
            hold.set()

        await Application(hang, 1)(scope("/readyz", "GET"), parts(b""), send)
        return sent

    assert run(work())[0]["status"] == 503


def test_a_header_with_an_underscore_does_not_pass_for_that_of_a_proxy():
    asked = scope()
    asked["headers"] = [(b"x_forwarded_for", b"1.2.3.4"), (b"x-forwarded-for", b"10.0.0.1")]
    assert environment(asked, None, 0)["HTTP_X_FORWARDED_FOR"] == "10.0.0.1"


def test_odd_addresses_and_headers_are_no_failure():
    asked = scope("/", "GET") | {"query_string": b"q=\xe4\xb8\xad%20&a=+b"}
    assert environment(asked, None, 0)["QUERY_STRING"] == "q=%E4%B8%AD%20&a=+b"
    many = scope("/", "GET") | {"headers": [(b"x-many", b"1")] * 101}
    assert ask_application(never, many, parts(b""))[0] == 400
