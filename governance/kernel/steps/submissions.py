"""Repeated requests: a double click or a repeated API call gets the first answer again.

A repeat has the same key and the same content; other content under an old key
is no repeat, and nobody takes it for one (a page gone back to, a program with
a key for several rows).
"""

import hashlib
import json

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from governance.kernel.models.pages import Submission
from governance.kernel.models.writes import Writes

from .errors import BusinessError


class Repeated(Exception):
    """This request was answered before; `submission` holds the answer."""

    def __init__(self, submission):
        super().__init__()
        self.submission = submission


class KeyReused(BusinessError):
    """The same key came with another content; `submission` is the first."""

    status = 422
    code = "idempotency_key_reused"

    def __init__(self, submission):
        super().__init__("这份表单已提交过一次，这次的内容不同；另行提交请换一个标识（接口为幂等键，页面请刷新后再填）")
        self.submission = submission


class BrokenKey(BusinessError):
    """A key that nothing can be kept under."""

    status = 400
    code = "bad_idempotency_key"


MARK = "_author"  # whose page a form came from, see pages/comebacks
WRAPPING = {"csrfmiddlewaretoken", "_submission", MARK}  # what a form carries beside its content


def content_digest(posted, files=None):
    """The digest of what a request carries: every name with its values, of a file its bytes, not its name alone.

    posted -- a QueryDict, or the mapping of a JSON body; files -- those of a form, if they are not among `posted`
    """
    names = sorted({*posted, *(files or ())} - WRAPPING)
    content = [[name, values_of(posted, name), values_of(files or {}, name)] for name in names]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def values_of(posted, name):
    """All values under a name, those of files as [name, digest of the bytes]."""
    values = posted.getlist(name) if hasattr(posted, "getlist") else [posted[name]] if name in posted else []
    return [[value.name, digest_of(value)] if isinstance(value, UploadedFile) else value for value in values]


def digest_of(file):
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def whole(key):
    """A key as it is kept: a long one by its digest, so that no two are taken for one."""
    longest = Submission._meta.get_field("key").max_length
    return key if len(key) <= longest else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def once(user, key, path, content, run, *, gone=None):
    """Run `run() -> (status, body, value)` once for this user and key, in one transaction; returns value.

    The answer is kept in the same transaction as the work: a repeat cannot
    commit, is undone whole and gets the first answer (raises Repeated), whether
    it came later or at the same time.  Without a key nothing is remembered.

    gone -- a queryset of rows that are removed with the work: the draft of the form
    """
    refuse_broken(key, path)
    try:
        with transaction.atomic():
            status, body, value = run()
            writes = Writes()
            if gone is not None:
                writes.delete(gone)
            if key:
                kept = {"path": path[:200], "digest": content, "status": status, "body": body}
                writes.insert([Submission(user=user, key=whole(key), **kept)])
            writes.run()
            return value
    except Exception:  # whatever it was: perhaps the same request was faster
        replay(user, key, path, content)
        raise


def refuse_broken(key, path):
    """Refuse a key that nothing can be kept under: bad_idempotency_key."""
    if "\0" in key or "\0" in path:
        raise BrokenKey("幂等键中有看不见的空字符，请换一个键")


def replay(user, key, path, content):
    """Raise Repeated when this user's key was answered before; asked before a request is refused for anything else.

    What the first request changed may make the same form wrong now.  A request that nothing refuses need not ask:
    `once` finds the first answer when it keeps its own.
    """
    refuse_broken(key, path)
    first = Submission.objects.filter(user=user, key=whole(key)).first() if key else None
    if first is None:
        return
    if first.path != path[:200] or first.digest != content:
        raise KeyReused(first) from None
    raise Repeated(first) from None
