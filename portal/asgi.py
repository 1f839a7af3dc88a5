"""The entry for web servers: `portal.asgi:application`, the portal's WSGI application behind an event loop.

The loop receives a request whole (portal/bodies.py), one of a few threads works on it, and the loop sends the
answer: no slow client holds a thread, in neither direction.  /healthz is answered by the loop itself, so that it
tells of this process even while every thread is at work.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from tempfile import SpooledTemporaryFile
from urllib.parse import quote

import structlog
from asgiref.wsgi import WsgiToAsgiInstance
from django.conf import settings

from portal import signs
from portal.bodies import IN_MEMORY, BodyRefused, Gone, Inbox, discard
from portal.failure import refuse
from portal.wsgi import application as wsgi

PART = 64 * 1024  # bytes of an answer sent at once
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))  # stays as it is in an address; other bytes are quoted
READY_WITHIN = 10  # seconds after which /readyz says that it got no answer

log = structlog.get_logger("portal.request")


class Application:
    """An ASGI application that runs a WSGI application in threads of its own.

    The threads stay, and with them their connections to the database.
    """

    def __init__(self, wsgi, threads):
        self.wsgi, self.inbox = wsgi, Inbox()
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["path"] == "/healthz" and scope["method"] in ("GET", "HEAD"):
            await send_healthy(send)
        else:
            await self.handle(scope, receive, send)

    async def handle(self, scope, receive, send):
        """Receive, work, answer."""
        try:
            body, length = await self.inbox.take(scope, receive)
        except Gone:
            return
        except BodyRefused as refusal:
            log.warning("body_refused", status=refusal.status, code=refusal.code)
            answer = refuse(scope["path"], refusal.status, refusal.title, refusal.code)
            await send_whole(send, answer)
            await discard(receive)
            return
        try:
            asked = environment(scope, body, length)
        except ValueError:  # a hundred headers of one name
            body.close()
            await send_whole(send, refuse(scope["path"], 400, "请求的格式不对，请刷新后重试", "bad_request"))
            return
        work = asyncio.get_running_loop().run_in_executor(self.threads, self.respond, asked)
        try:
            async with asyncio.timeout(READY_WITHIN if scope["path"] == "/readyz" else None):
                status, headers, content = await asyncio.shield(work)
        except TimeoutError:
            work.add_done_callback(lambda late: late.result()[2].close())
            answer = refuse(
                "/api/", 503, f"网站进程在 {READY_WITHIN} 秒内没有做完检查：线程都在忙，或数据库停住了", "hung"
            )
            await send_whole(send, answer)
            return
        with closing(content):
            await send({"type": "http.response.start", "status": status, "headers": headers})
            part = content.read(PART)
            while part:
                following = content.read(PART)
                await send({"type": "http.response.body", "body": part, "more_body": bool(following)})
                part = following
            if not content.tell():
                await send({"type": "http.response.body", "body": b""})

    def respond(self, asked):
        """In a thread: the WSGI application's answer, read to its end: (status, headers, open file)."""
        with closing(asked["wsgi.input"]):
            content, started = SpooledTemporaryFile(IN_MEMORY), []  # noqa: SIM115  whoever sends it closes it
            answer = self.wsgi(asked, lambda status, headers, exc_info=None: started.append((status, headers)))
            try:
                for part in answer:
                    content.write(part)
            finally:
                if hasattr(answer, "close"):
                    answer.close()
            content.seek(0)
            status, headers = started[-1]
            return int(status.split(" ", 1)[0]), encoded(headers), content


def environment(scope, body, length):
    """WSGI's environment of an ASGI request whose body has been received.  Raises ValueError."""
    # A header with an underscore would pass for the one with a hyphen that our proxies set.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    wrapper = WsgiToAsgiInstance(None)
    wrapper.scope = scope | {"headers": headers, "query_string": quote(scope["query_string"], PRINTABLE).encode()}
    made = wrapper.build_environ(wrapper.scope, body)
    made.pop("HTTP_TRANSFER_ENCODING", None)
    return made | {"CONTENT_LENGTH": str(length)}


def encoded(headers):
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def send_whole(send, answer):
    """Send a small Django response."""
    headers = {**answer.headers, "Content-Length": str(len(answer.content))}
    await send({"type": "http.response.start", "status": answer.status_code, "headers": encoded(headers.items())})
    await send({"type": "http.response.body", "body": answer.content})


async def send_healthy(send):
    headers = {"Content-Type": "text/plain", "Content-Length": "2", "X-Portal-Version": settings.VERSION}
    await send({"type": "http.response.start", "status": 200, "headers": encoded(headers.items())})
    await send({"type": "http.response.body", "body": b"ok"})


async def live(receive, send):
    """From the server's start to its stop: show signs of life."""
    await receive()
    showing = asyncio.create_task(show_signs())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    showing.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def show_signs():
    while True:
        signs.show("web")
        await asyncio.sleep(signs.EVERY)


application = Application(wsgi, settings.WEB_THREADS)
