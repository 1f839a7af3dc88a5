"""What an uploaded file really is: by its bytes, not its name, and whether the portal may keep it.

The libraries that open a format are heavy and imported by the check that needs them.
Source: domain.md §7 (uploads; no state or work secrets in this system), §2.12.
"""

import hashlib
import html
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from governance.kernel.models.files import size_text

from . import photos

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
MOST_PIXELS = 80_000_000
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5000
MOST_TEXT = 8 * MEGABYTE  # of one part, read for secrecy marks
MARK = re.compile(r"(?:绝密|机密|秘密)\s*[★☆✭✩]")
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
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
    secrecy_mark, infected.
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
    checked = Checked(name, TYPES[extension], LOOK[extension](data))
    if scanner := getattr(settings, "UPLOAD_SCANNER", ""):
        import_string(scanner)(checked)
    return checked


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


def refuse_mark(text):
    """Refuse a file with a secrecy mark: state and work secrets are not allowed here."""
    if MARK.search(text):
        raise ValidationError("文件带有密级标志。本系统为非涉密系统，不得上传涉密文件，请立即移除", code="secrecy_mark")


def mismatch():
    return ValidationError("文件内容与扩展名不符，请确认选对了文件；不要只改文件名", code="content_mismatch")


def look_at_image(format_name):
    """A check for one image format, by header and size; the pixels are not decoded."""

    def look(data):
        from PIL import Image, UnidentifiedImageError
        from PIL.Image import DecompressionBombError

        try:
            with Image.open(io.BytesIO(data), formats=[format_name]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ValidationError("图片像素过大，请缩小后再上传", code="bomb")
                image.verify()
        except UnidentifiedImageError:
            raise mismatch() from None
        except DecompressionBombError:
            raise ValidationError("图片像素过大，请缩小后再上传", code="bomb") from None
        except (OSError, SyntaxError, ValueError):
            raise ValidationError("图片已损坏，请重新拍照或重新导出", code="broken_file") from None
        return photos.without_place(data)

    return look


def look_at_pdf(data):
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if b"%PDF-" not in data[:1024]:
        raise mismatch()
    if ACTIVE_PDF.search(data):
        raise ValidationError("PDF 中含有脚本或可执行内容，请重新打印为 PDF 后上传", code="active_content")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValidationError("PDF 设有打开密码，请去掉密码后上传", code="encrypted_file")
        text = "\n".join(page.extract_text() for page in reader.pages[:2])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise ValidationError("PDF 无法打开，可能已损坏，请重新导出", code="broken_file") from None
    refuse_mark(text)
    return data


def look_at_office(main, texts):
    """A check for one Office format: `main` is the part it must have, `texts` the parts with words."""

    def look(data):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise ValidationError("文件设有打开密码或是旧版格式，请去掉密码并另存为新格式", code="encrypted_file")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                parts = package.infolist()
                refuse_package(parts, main)
                for part in parts:
                    if texts.fullmatch(part.filename):
                        refuse_mark(words(package, part))
                    elif part.filename.endswith(".rels"):
                        refuse_template(words(package, part, raw=True))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError):
            raise mismatch() from None
        return data

    return look


def refuse_package(parts, main):
    names = {part.filename for part in parts}
    if main not in names or "[Content_Types].xml" not in names:
        raise mismatch()
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError("文件设有密码，请去掉密码后上传", code="encrypted_file")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError("文件展开后过大，请拆分后再上传", code="bomb")
    if any(re.search(r"vbaProject|/activeX/|macrosheets/", name, re.IGNORECASE) for name in names):
        raise ValidationError("文件中含有宏或控件，请另存为不带宏的文件后上传", code="active_content")


def refuse_template(relations):
    """A template or object fetched from elsewhere when the file is opened."""
    if re.search(r"(?:attachedTemplate|oleObject|frame)\"[^>]*TargetMode=\"External\"", relations):
        raise ValidationError("文件引用了外部模板或对象，请另存为普通文件后上传", code="active_content")


def words(package, part, *, raw=False):
    """The text of one XML part (its first MOST_TEXT bytes), without the tags that may split a mark."""
    with package.open(part) as source:
        markup = source.read(MOST_TEXT).decode("utf-8", "replace")
    return markup if raw else html.unescape(re.sub(r"<[^>]+>", "", markup))


LOOK = {
    "jpg": look_at_image("JPEG"),
    "jpeg": look_at_image("JPEG"),
    "png": look_at_image("PNG"),
    "pdf": look_at_pdf,
    "docx": look_at_office("word/document.xml", re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")),
    "xlsx": look_at_office("xl/workbook.xml", re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml")),
}
