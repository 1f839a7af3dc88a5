"""Bodies of requests: received whole before any thread works on them, within a size, a time and a least rate.

Whoever sends slowly, or nothing at all after the headers, holds a socket and a file, never a thread.
"""

import asyncio
import errno
from contextlib import suppress
from tempfile import SpooledTemporaryFile

from django.conf import settings

MEGABYTE = 1024 * 1024
IN_MEMORY = MEGABYTE // 2  # of one body; what is longer goes into a file
LONGEST = 600  # seconds for one body
GRACE, LEAST_RATE = 20, 4000  # seconds that nobody is hurried, then bytes a second since the beginning
MOST_WAITING = 400 * MEGABYTE  # of all bodies that one process is receiving at the same time
LINGER = 30  # seconds for which the rest of a refused body is still taken in, so that the answer is read
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class BodyRefused(Exception):
    """The body is not taken: status, sentence and code of the answer."""

    def __init__(self, status, title, code):
        super().__init__(title)
        self.status, self.title, self.code = status, title, code


class Gone(Exception):
    """The client has closed the connection; nobody reads an answer."""


class Inbox:
    """The bodies that one process is receiving."""

    def __init__(self):
        self.waiting = 0  # bytes

    async def take(self, scope, receive):
        """The whole body as an open file at its beginning, and its length; the caller closes it.

        Raises BodyRefused and Gone.
        """
        if declared_length(scope) > settings.BODY_LIMIT:
            raise too_large()
        body, taken = SpooledTemporaryFile(IN_MEMORY), 0  # noqa: SIM115  the caller closes it
        try:
            began = asyncio.get_running_loop().time()
            message = {"more_body": has_body(scope)}
            while message.get("more_body"):
                try:
                    async with asyncio.timeout_at(began + min(LONGEST, GRACE + taken / LEAST_RATE)):
                        message = await receive()
                except TimeoutError:
                    raise BodyRefused(408, "上传得太慢或中断了，内容没有保存，请换个网络再试", "too_slow") from None
                if message["type"] == "http.disconnect":
                    raise Gone
                part = message.get("body", b"")
                taken += len(part)
                self.waiting += len(part)
                self.refuse_excess(taken)
                body.write(part)
            body.seek(0)
        except BaseException as problem:
            body.close()
            if isinstance(problem, OSError) and problem.errno in DISK_FULL:
                raise BodyRefused(507, "服务器磁盘已满，内容没有保存，请联系系统管理员", "disk_full") from None
            raise
        finally:
            self.waiting -= taken
        return body, taken

    def refuse_excess(self, taken):
        """Refuse a body that turns out too long, or all of them together are."""
        if taken > settings.BODY_LIMIT:
            raise too_large()
        if self.waiting > MOST_WAITING:
            raise BodyRefused(503, "现在上传的人太多，内容没有保存，请稍后再试", "busy")


def too_large():
    limit = settings.BODY_LIMIT / MEGABYTE
    return BodyRefused(413, f"一次提交的内容和附件合计超过 {limit:g} MB，没有保存，请分几次上传", "too_large")


def header(scope, wanted):
    return next((value for name, value in scope["headers"] if name == wanted), None)


def declared_length(scope):
    text = header(scope, b"content-length") or b""
    return int(text) if text.isdigit() else 0


def has_body(scope):
    return declared_length(scope) > 0 or header(scope, b"transfer-encoding") is not None


async def discard(receive):
    """Take in what is still being sent of a refused body: browsers read the answer only after their last byte."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body"):
                pass
