"""What an uploaded file really is: by its bytes, not its name, and whether the portal may keep it.

The bytes themselves are looked at in a child process with limits (confined.py, looks.py).
Source: domain.md §7 (uploads; no state or work secrets in this system), §2.12.
"""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from governance.kernel.models.files import size_text
from governance.kernel.upkeep import callers

from . import confined, signatures
from .secrecy import refuse_mark

log = structlog.get_logger(__name__)

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
BOUNDS = {"seconds": 5, "patience": 8, "memory": 400 * MEGABYTE}  # of the look at one file, see confined.look
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": WORD,
    "xlsx": EXCEL,
}
PHOTOS = ("jpg", "jpeg", "png", "webp")
PAPERS = ("pdf", "docx", "xlsx", *PHOTOS)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its tidy name with the extension of its true kind, its type and its bytes.

    given -- what the person's device called it, where that was another name
    small -- of a picture, a small one for pages that show many
    """

    name: str
    content_type: str
    data: bytes
    given: str = ""
    small: bytes = field(default=b"", repr=False)

    @property
    def size(self):
        return len(self.data)

    @property
    def extension(self):
        return self.name.rpartition(".")[2].lower()

    @property
    def size_text(self):
        return size_text(self.size)

    @property
    def sha256(self):
        return fingerprint(self.data)


def fingerprint(data):
    return hashlib.sha256(data).hexdigest()


def check(upload, *, extensions=PAPERS, limit=None):
    """Check one upload and return it as Checked.

    upload -- Django's UploadedFile (or an already Checked file, returned as it is)
    limit  -- bytes, when the kind of file has a lower one than the portal's

    What it is follows from its bytes; a name that says otherwise gets the
    right extension.  Photographs lose the place they were taken.  Raises
    ValidationError with one sentence and a code: empty_file, too_large,
    wrong_type, content_mismatch, broken_file, encrypted_file,
    active_content, bomb, too_complex, busy, secrecy_mark, infected.
    """
    if isinstance(upload, Checked):
        return upload
    given = tidy_name(upload.name)
    refuse_size(upload.size, min(limit or LIMIT, getattr(settings, "UPLOAD_LIMIT", LIMIT)))
    refuse_mark(given)
    upload.seek(0)
    data = upload.read()
    kind, data, small = look_at(data, extension_of(given), extensions)
    name = named_rightly(given, kind)
    checked = Checked(name, TYPES[kind], data, given if given != name else "", small)
    if scanner := getattr(settings, "UPLOAD_SCANNER", ""):
        import_string(scanner)(checked)
    return checked


def look_at(data, extension, extensions):
    """(kind of the bytes, the bytes as they may be kept, the small picture), after a look in a child process.

    Raises ValidationError.
    """
    try:
        found, changed = confined.look(
            "paper", data, account=callers.account(), extension=extension, extensions=tuple(extensions), **BOUNDS
        )
    except confined.Busy as reason:
        raise ValidationError(str(reason), code="busy") from None
    except confined.OutOfBounds:
        log.warning("look_out_of_bounds", extension=extension, size=len(data))
        raise ValidationError(
            "文件内容异常复杂，几秒内检查不完，不能接收；请重新导出、打印为 PDF 或缩小后再上传", code="too_complex"
        ) from None
    except confined.LookFailed as failure:
        log.warning("look_failed", extension=extension, error=str(failure))
        raise ValidationError("文件无法打开，可能已损坏，请重新导出", code="broken_file") from None
    if "code" in found:
        raise ValidationError(found["message"], code=found["code"])
    return found["kind"], changed or data, base64.b64decode(found.get("small", ""))


def extension_of(name):
    return name.rpartition(".")[2].lower() if "." in name else ""


def named_rightly(name, kind):
    """A name with the extension of what the file is: 照片.jfif is 照片.jpg; one that fits stays as it is."""
    extension = extension_of(name)
    if extension in TYPES and signatures.usual(extension) == kind:
        return name
    is_extension = extension in TYPES or extension in signatures.OTHER_NAMES or extension in signatures.ADVICE
    return f"{name.rpartition('.')[0] if is_extension else name}.{kind}"


def tidy_name(name):
    """The last part of a path, NFC, without control and reserved characters, at most 120 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = re.sub(r'[<>:"|?*]', "_", "".join(char for char in name if unicodedata.category(char)[0] != "C")).strip(" .")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:110]}{dot}{extension[:8]}" if dot else name[:110]


def refuse_kind(checked, extensions):
    """Refuse a file that was looked at for another field than this one.  Raises ValidationError."""
    asked = [signatures.usual(name) for name in extensions]
    if signatures.usual(checked.extension) not in asked:
        words = f"这里请上传 {'、'.join(dict.fromkeys(asked))}"
        raise ValidationError(words, code="wrong_type")


def refuse_size(size, limit):
    if not size:
        raise ValidationError("文件是空的，请重新选择", code="empty_file")
    if size > limit:
        raise ValidationError(
            f"文件有 {size / MEGABYTE:.1f} MB，超过 {limit / MEGABYTE:g} MB 的上限，请压缩或分成几个文件",
            code="too_large",
        )
