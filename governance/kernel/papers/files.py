"""Attachments: kept under random names, known by their row, handed out only through it."""

import contextlib
import hashlib
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse

from governance.kernel.clock import clock
from governance.kernel.models.files import Attachment
from governance.kernel.models.jobs import Job
from governance.kernel.models.prepared import Prepared
from governance.kernel.steps.errors import BusinessError, Refused

from .file_kinds import KINDS, declared, may_read
from .uploads import PHOTOS, check

PROBES = "probes"  # folder of the files with which /readyz tries whether the disk takes one
SETTLING = 3600  # seconds in which a new file may still be without its row


class FileMissing(BusinessError):
    """The row is there, its bytes are not: an operator must restore them."""

    status, code, title = 503, "file_missing", "这个文件暂时打不开"


def attach(obj, upload, *, kind, actor, caption="", limit=None):
    """Keep one file with a saved row and return its Attachment.

    upload -- UploadedFile, or Checked as MultiFileField gives it
    kind   -- FileKind, declared for rows of this model in its concept's attachments.py
    limit  -- bytes, where this kind has a lower one than the portal's

    Raises Refused with the code of `uploads.check`.  The caller's step records
    the event; a rolled-back step leaves bytes behind that `sweep` removes.
    """
    declared(obj, kind)
    try:
        checked = check(upload, limit=limit)
    except ValidationError as refusal:
        raise Refused(refusal.messages[0], refusal.code, field=kind.name) from None
    path = store(checked.data, checked.extension)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                object_type=obj._meta.label_lower,
                object_id=obj.pk,
                kind=kind.name,
                name=checked.name,
                caption=caption or kind.words,
                content_type=checked.content_type,
                size=checked.size,
                sha256=checked.sha256,
                path=path,
                uploaded_by=actor,
            )
    except Exception:
        remove(path)
        raise


def attach_all(obj, uploads, **details):
    """Keep several files; see `attach`."""
    return [attach(obj, upload, **details) for upload in uploads or ()]


def attachments_of(obj, kind=None):
    """The files of one row, oldest first; of one kind when given.  For rules: people get `readable`."""
    found = Attachment.objects.of(obj)
    return found.filter(kind=declared(obj, kind).name) if kind else found


files_of = Prepared(
    lambda table, pk: Attachment.objects.filter(object_type=table, object_id=pk).select_related("uploaded_by__person")
)


def readable(obj, user):
    """(the files of one row that somebody who sees it may read, oldest first; how many others it has)."""
    rows = files_of(obj._meta.label_lower, obj.pk)
    read = {name for name in {row.kind for row in rows} if may_read(user, obj, name)}
    shown = [row for row in rows if row.kind in read]
    return shown, len(rows) - len(shown)


def root():
    return Path(settings.UPLOAD_ROOT)


def store(data, extension, folder=""):
    """Write bytes under a new random name, durably; returns the path below UPLOAD_ROOT."""
    folder = folder or f"{clock.today():%Y/%m}"
    path = f"{folder}/{uuid.uuid4().hex}.{extension}"
    place = root() / path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    return path


def remove(path):
    """Delete stored bytes that no row names; no error when they are gone already."""
    with contextlib.suppress(FileNotFoundError):
        (root() / path).unlink()


def open_stored(path):
    """Stored bytes for reading.  Raises FileMissing."""
    try:
        return open(root() / path, "rb")
    except FileNotFoundError:
        raise FileMissing("文件暂时找不到，请联系系统管理员从备份恢复") from None


def open_attachment(attachment):
    """The bytes of one attachment for reading.  Raises FileMissing."""
    return open_stored(attachment.path)


def content_response(attachment, *, inline=False):
    """The download of an attachment; the caller has checked that this user may have it.

    inline -- show in the page; only ever done for photographs
    """
    shown = inline and attachment.extension in PHOTOS
    return file_response(open_attachment(attachment), attachment.name, attachment.content_type, inline=shown)


def file_response(source, name, content_type, *, inline=False):
    """Bytes as a download that no browser will run, guess at or keep."""
    response = FileResponse(source, as_attachment=not inline, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def mismatches(*, deep=False):
    """Differences between rows and stored files, as sentences for `manage.py verify`.

    deep -- also read every file and compare its fingerprint
    """
    found = []
    for attachment in Attachment.objects.order_by("id").iterator():
        place = root() / attachment.path
        if not place.is_file():
            found.append(f"attachment {attachment.pk} ({attachment.path}): file missing")
        elif place.stat().st_size != attachment.size or (deep and digest(place) != attachment.sha256):
            found.append(f"attachment {attachment.pk} ({attachment.path}): bytes changed")
    found += [
        f"attachment {pk}: nobody may read it, {table} has no kind of files {kind}"
        for pk, table, kind in Attachment.objects.order_by("id").values_list("pk", "object_type", "kind")
        if (table, kind) not in KINDS
    ]
    return found + [f"{path}: no row names this file" for path in stray_files()]


def missing(most=None):
    """[(number, path)] of the attachments whose bytes are not there; of the newest `most` when given."""
    known = Attachment.objects.order_by("-id").values_list("pk", "path")[:most]
    return [(pk, path) for pk, path in known if not (root() / path).is_file()]


def digest(place):
    with open(place, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def stray_files():
    """Stored files that no attachment or job names, older than the time a step may take."""
    if not root().is_dir():
        return []
    known = set(Attachment.objects.values_list("path", flat=True))
    for pair in Job.objects.values_list("source", "result"):
        known.update(pair)
    newest = clock.now().timestamp() - SETTLING
    return sorted(
        path
        for place in root().rglob("*")
        if place.is_file()
        and (path := place.relative_to(root()).as_posix()) not in known
        and not path.startswith(("held/", f"{PROBES}/"))
        and place.stat().st_mtime < newest
    )


def sweep():
    """Remove the strays of rolled-back steps.  Nightly; returns how many went."""
    gone = stray_files()
    for path in gone:
        remove(path)
    return len(gone)
