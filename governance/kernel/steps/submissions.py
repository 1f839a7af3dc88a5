"""Repeated requests: a double click or a repeated API call gets the first answer again."""

import hashlib

from django.db import transaction

from governance.kernel.models.pages import Submission

from .errors import BusinessError


class Repeated(Exception):
    """This request was answered before; `submission` holds the answer."""

    def __init__(self, submission):
        super().__init__()
        self.submission = submission


class KeyReused(BusinessError):
    """The same key came with another content."""

    status = 422
    code = "idempotency_key_reused"


def digest(body):
    return hashlib.sha256(body).hexdigest()


def once(user, key, path, content, run):
    """Run `run() -> (status, body, value)` once for this user and key, in one transaction; returns value.

    The answer is kept in the same transaction as the work: of two at once one
    cannot commit, is undone whole and gets the first answer (raises Repeated).
    Without a key nothing is remembered.
    """
    try:
        with transaction.atomic():
            status, body, value = run()
            if key:
                Submission.objects.create(
                    user=user, key=key[:100], path=path[:200], digest=content, status=status, body=body
                )
            return value
    except Exception:  # whatever it was: perhaps the same request was faster
        replay(user, key, path, content)
        raise


def replay(user, key, path, content):
    """Raise Repeated when this user's key was answered before; asked before a form is checked again.

    What the first request changed may make the same form wrong now.
    """
    first = Submission.objects.filter(user=user, key=key[:100]).first() if key else None
    if first is None:
        return
    if first.path != path[:200] or first.digest != content:
        raise KeyReused("同一个幂等键用于了不同的请求，请换一个键") from None
    raise Repeated(first) from None
