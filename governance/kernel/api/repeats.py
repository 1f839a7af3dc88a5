"""A program's request sent again under its Idempotency-Key does nothing and gets the first answer."""

from contextlib import contextmanager

import orjson

from governance.kernel.steps.submissions import content_digest, once, replay

from .renderers import json_value


def key_of(request):
    return request.headers.get("Idempotency-Key", "")


@contextmanager
def replayed_first(request):
    """Before anything inside is refused: raise Repeated where this very request was answered before.

    `errors` turns that into the first answer.
    """
    try:
        yield
    except Exception:  # whatever it was: what the first request changed may make the same one wrong now
        replay(request.user, key_of(request), request.path, content_digest(request.data))
        raise


def answer_once(request, work, status=200):
    """Do the work of a request once and return what it gives this caller.

    work -- fn() -> (body, value): the body that a repeat gets, and what is returned here.  Refusals are raised.
    """

    def run():
        body, value = work()
        return status, orjson.dumps(body, default=json_value).decode(), value

    return once(request.user, key_of(request), request.path, content_digest(request.data), run)
