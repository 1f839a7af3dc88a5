"""What an uploaded file really is: by its bytes, not its name, and whether the portal may keep it.

The bytes themselves are looked at in a child process with limits (confined.py, looks.py).
Source: domain.md §7 (uploads; no state or work secrets in this system), §2.12.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from governance.kernel.models.files import size_text
from governance.kernel.upkeep import callers

from . import confined
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
    "pdf": "application/pdf",
    "docx": WORD,
    "xlsx": EXCEL,
}
PHOTOS = ("jpg", "jpeg", "png")
PAPERS = ("pdf", "docx", "xlsx", *PHOTOS)
ADVICE = {
    "heic": "这是苹果手机的 HEIC 照片，请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或转成 JPG 再上传",
    "heif": "这是 HEIF 照片，请转成 JPG 再上传",
    "doc": "这是旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 再上传",
    "wps": "这是 WPS 文字文件，请另存为 .docx 再上传",
    "xls": "这是旧版 Excel 文件，请用 Excel 或 WPS 另存为 .xlsx 再上传",
    "et": "这是 WPS 表格文件，请另存为 .xlsx 再上传",
    "docm": "带宏的 Word 文件不能上传，请另存为不带宏的 .docx",
    "xlsm": "带宏的 Excel 文件不能上传，请另存为不带宏的 .xlsx",
    "zip": "不能上传压缩包，请解压后逐个上传",
    "rar": "不能上传压缩包，请解压后逐个上传",
}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its tidy name, its true type and its bytes."""

    name: str
    content_type: str
    data: bytes

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
        return hashlib.sha256(self.data).hexdigest()


def check(upload, *, extensions=PAPERS, limit=None):
    """Check one upload and return it as Checked.

    upload -- Django's UploadedFile (or an already Checked file, returned as it is)
    limit  -- bytes, when the kind of file has a lower one than the portal's

    Photographs lose the place they were taken.  Raises ValidationError with
    one sentence and a code: empty_file, too_large, wrong_type,
    content_mismatch, broken_file, encrypted_file, active_content, bomb,
    too_complex, busy, secrecy_mark, infected.
    """
    if isinstance(upload, Checked):
        return upload
    name = tidy_name(upload.name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    refuse_type(extension, extensions)
    refuse_size(upload.size, min(limit or LIMIT, getattr(settings, "UPLOAD_LIMIT", LIMIT)))
    refuse_mark(name)
    upload.seek(0)
    data = upload.read()
    checked = Checked(name, TYPES[extension], look_at(data, extension))
    if scanner := getattr(settings, "UPLOAD_SCANNER", ""):
        import_string(scanner)(checked)
    return checked


def look_at(data, extension):
    """The bytes as they may be kept, after a look at them in a child process.  Raises ValidationError."""
    try:
        found, changed = confined.look("paper", data, account=callers.account(), extension=extension, **BOUNDS)
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
    if found:
        raise ValidationError(found["message"], code=found["code"])
    return changed or data


def tidy_name(name):
    """The last part of a path, NFC, without control and reserved characters, at most 120 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = re.sub(r'[<>:"|?*]', "_", "".join(char for char in name if unicodedata.category(char)[0] != "C")).strip(" .")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:110]}{dot}{extension[:8]}" if dot else name[:110]


def refuse_type(extension, extensions):
    if extension not in extensions:
        allowed = "、".join(dict.fromkeys(extensions))
        message = ADVICE.get(extension) or f"不支持这种文件，请上传 {allowed}"
        raise ValidationError(message, code="wrong_type")


def refuse_size(size, limit):
    if not size:
        raise ValidationError("文件是空的，请重新选择", code="empty_file")
    if size > limit:
        raise ValidationError(
            f"文件有 {size / MEGABYTE:.1f} MB，超过 {limit / MEGABYTE:g} MB 的上限，请压缩或分成几个文件",
            code="too_large",
        )
