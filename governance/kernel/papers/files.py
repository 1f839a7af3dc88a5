"""Attachments: kept under random names, known by their row, handed out only through it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse

from governance.kernel.clock import clock
from governance.kernel.models.files import Attachment, stored_paths
from governance.kernel.models.jobs import Job
from governance.kernel.models.prepared import Prepared
from governance.kernel.steps.errors import Refused

from . import stored_files
from .file_kinds import KINDS, declared, may_read
from .uploads import TYPES, Checked, check, fingerprint

SMALL = "jpg"  # the kind of small pictures
SETTLING = 3600  # seconds in which a new file may still be without its row


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
    stored = []
    try:
        stored += [stored_files.store(checked.data, checked.extension)]
        stored += [stored_files.store(checked.small, SMALL) if checked.small else ""]
        with transaction.atomic(savepoint=False):
            FILES.forget(obj)
            return Attachment.objects.create(
                object_type=obj._meta.label_lower,
                object_id=obj.pk,
                kind=kind.name,
                name=checked.name,
                caption=captioned(caption or kind.words, checked.given),
                content_type=checked.content_type,
                size=checked.size,
                sha256=checked.sha256,
                path=stored[0],
                small_path=stored[1],
                small_sha256=fingerprint(checked.small) if checked.small else "",
                uploaded_by=actor,
            )
    except Exception:
        for path in filter(None, stored):
            stored_files.remove(path)
        raise


def carry(obj, attachment, *, kind, actor):
    """Keep a file of another row with this one too, under its caption; the caller has checked that it may be read."""
    small = b""
    with open_attachment(attachment) as source:
        data = source.read()
    if attachment.small_path:
        with open_small(attachment) as source:
            small = source.read()
    checked = Checked(attachment.name, attachment.content_type, data, small=small)
    return attach(obj, checked, kind=kind, actor=actor, caption=attachment.caption)


def captioned(caption, given):
    """The caption, with what the person's device called a file that is kept under another name."""
    most = Attachment._meta.get_field("caption").max_length
    return f"{caption}（原文件名 {given}）"[:most] if given else caption


def attach_all(obj, uploads, **details):
    """Keep several files; see `attach`."""
    return [attach(obj, upload, **details) for upload in uploads or ()]


def attachments_of(obj, kind=None):
    """The files of one row, oldest first; of one kind when given.  For rules: people get `readable`."""
    found = Attachment.objects.of(obj)
    return found.filter(kind=declared(obj, kind).name) if kind else found


class Files:
    """The files of a row as a question of `models.together`: then `count` asks nothing more."""

    def is_kept(self, row):
        return getattr(row, "_files", None) is not None

    def rows(self, row):
        return Attachment.objects.of(row).only("kind")

    def keep(self, row, found):
        row._files = found

    def forget(self, row):
        row._files = None


FILES = Files()


def count(obj, kind=None):
    """How many files a row has, or how many of one kind."""
    if not FILES.is_kept(obj):
        return attachments_of(obj, kind).count()
    return sum(kind is None or one.kind == declared(obj, kind).name for one in obj._files)


files_of = Prepared(
    lambda table, pk: Attachment.objects.filter(object_type=table, object_id=pk).select_related("uploaded_by__person")
)


def readable(obj, user, held=None):
    """(the files of one row that somebody who sees it may read, oldest first; how many others it has).

    held -- all files of the row, where they were read
    """
    rows = files_of(obj._meta.label_lower, obj.pk) if held is None else held
    read = {name for name in {row.kind for row in rows} if may_read(user, obj, name)}
    shown = [row for row in rows if row.kind in read]
    return shown, len(rows) - len(shown)


def open_attachment(attachment):
    """The bytes of one attachment for reading, as it was kept.  Raises FileMissing, NotAsKept."""
    return stored_files.open_stored(attachment.path, attachment.sha256)


def open_small(attachment):
    """The small picture of an attachment for reading; the picture itself where none was made."""
    if not attachment.small_path:
        return open_attachment(attachment)
    return stored_files.open_stored(attachment.small_path, attachment.small_sha256)


def small_response(attachment):
    """The small picture in a page."""
    content_type = TYPES[SMALL] if attachment.small_path else attachment.content_type
    return file_response(open_small(attachment), attachment.name, content_type, inline=True)


def content_response(attachment, *, inline=False):
    """The download of an attachment; the caller has checked that this user may have it.

    inline -- show in the page; only ever done for photographs
    """
    shown = inline and attachment.is_picture
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
    found, kept = [], stored_files.sizes(stored_paths(Attachment.objects))
    for attachment in Attachment.objects.order_by("id").iterator():
        told = f"attachment {attachment.pk} ({attachment.path}):"
        if not stored_files.has_shape(attachment.path):
            found.append(f"{told} no path that the portal gave")
        elif attachment.path not in kept:
            found.append(f"{told} file missing, or a link")
        elif kept[attachment.path] != attachment.size or (
            deep and stored_files.fingerprint(attachment.path) != attachment.sha256
        ):
            found.append(f"{told} bytes changed")
        if fault := small_fault(attachment, kept, deep=deep):
            found.append(f"{told} {fault}")
    found += [
        f"attachment {pk}: nobody may read it, {table} has no kind of files {kind}"
        for pk, table, kind in Attachment.objects.order_by("id").values_list("pk", "object_type", "kind")
        if (table, kind) not in KINDS
    ]
    return found + [f"{path}: no row names this file" for path in stray_files()]


def small_fault(attachment, kept, *, deep):
    """What is wrong with the small picture; "" where there is none, or nothing."""
    path = attachment.small_path
    if not path:
        return ""
    if not stored_files.has_shape(path) or path not in kept:
        return f"small picture missing, or a link ({path})"
    return "small picture changed" if deep and stored_files.fingerprint(path) != attachment.small_sha256 else ""


def missing(most=None):
    """[(number, path)] of attachments without a file of the portal as long as the row says; of the newest `most`."""
    known = list(Attachment.objects.order_by("-id").values_list("pk", "path", "size")[:most])
    kept = stored_files.sizes(path for _, path, _ in known)
    return [(pk, path) for pk, path, size in known if kept.get(path) != size]


def stray_files():
    """Stored files that no attachment or job names, older than the time a step may take."""
    known = stored_paths(Attachment.objects)
    for pair in Job.objects.values_list("source", "result"):
        known.update(pair)
    passing = (f"{stored_files.HELD}/", f"{stored_files.PROBES}/")
    old = stored_files.written_before(clock.now().timestamp() - SETTLING)
    return [path for path in old if path not in known and not path.startswith(passing)]


def sweep():
    """Remove the strays of rolled-back steps.  Nightly; returns how many went, others stay for `verify` to name."""
    gone = [path for path in stray_files() if stored_files.has_shape(path)]
    for path in gone:
        stored_files.remove(path)
    return len(gone)
