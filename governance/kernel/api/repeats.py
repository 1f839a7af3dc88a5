"""A program's request sent again under its Idempotency-Key does nothing and gets the first answer."""

import orjson

from governance.kernel.steps.submissions import content_digest, once, replay

from .renderers import json_value


def key_of(request):
    return request.headers.get("Idempotency-Key", "")


def replay_answered(request):
    """Raise Repeated where this very request was answered before, which `errors` turns into the first answer."""
    replay(request.user, key_of(request), request.path, content_digest(request.data))


def answer_once(request, work, status=200):
    """Do the work of a request once and return what it gives this caller.

    work -- fn() -> (body, value): the body that a repeat gets, and what is returned here.  Refusals are raised.
    """

    def run():
        body, value = work()
        return status, orjson.dumps(body, default=json_value).decode(), value

    return once(request.user, key_of(request), request.path, content_digest(request.data), run)
