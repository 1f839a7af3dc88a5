"""What the bytes of an uploaded file really are, and whether they may be kept; runs confined (confined.py) only.

Source: domain.md §7 (uploads; no state or work secrets in this system), §2.12.
"""

import base64
import html
import io
import re
import zipfile
import zlib

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError
from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from . import markup, packages, photos, signatures
from .secrecy import refuse_mark

MEGABYTE = 1024 * 1024
MOST_PIXELS = 80_000_000
IMAGES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}  # kind -> format
SMALL, QUALITY = (400, 400), 72  # pixels and quality of the small picture
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5000
MOST_TEXT = 8 * MEGABYTE  # of one part, read for secrecy marks
END_OF_PDF = re.compile(rb"startxref\s+(\d+)\s+%%EOF[ \t]*(?:\r\n|\r|\n)?")
PDF_BLANK = re.compile(rb"(?:[\s\0]|%[^\r\n]*[\r\n])*")
PDF_TABLE = re.compile(rb"xref\b|\d+\s+\d+\s+obj\b")  # an old table or an object: a new one is an object
INNER = {"docx", "xlsx"}  # what may lie in another document
PACKED = (packages.LOCAL_MARK, b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ", b"BZh", b"MZ", b"\x7fELF")
LONGEST_SIGNATURE = max(map(len, PACKED))
BLANK = b"\xef\xbb\xbf \t\r\n\0"
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")


def look(data, extension, extensions):
    """What the bytes are and what of them may be kept: ({"kind": "png", "small": …}, bytes); b"" for all of them.

    small      -- of a picture, a small JPEG in base64

    extension  -- of the name, which says nothing of the kind but what was meant
    extensions -- the kinds that are asked for

    A refusal is ({"message": …, "code": …}, b"").
    """
    try:
        kind = taken_kind(data, extension, extensions)
        kept = LOOK[kind](data)
        small = smaller(data, IMAGES[kind]) if kind in IMAGES else b""
    except ValidationError as refusal:
        return {"message": refusal.messages[0], "code": refusal.code}, b""
    return {"kind": kind, "small": base64.b64encode(small).decode()}, b"" if kept == data else kept


def taken_kind(data, extension, extensions):
    """The kind of the bytes, if it is one that is asked for.  Raises ValidationError: wrong_type, encrypted_file."""
    found, meant = kind_of(data), signatures.usual(extension)
    asked = {signatures.usual(name) for name in extensions}
    if extension in signatures.MACROS or (found and found not in LOOK):
        raise wrong_type(extension if extension in signatures.MACROS else found, extensions)
    if not found and data.startswith(OLD_OFFICE) and meant in signatures.ADVICE:
        raise wrong_type(meant, extensions)
    if not found and meant not in asked:
        raise wrong_type(meant, extensions)
    if found and found not in asked:
        words = f"这是 {signatures.WORDS[found]}，这里请上传 {named(extensions)}"
        raise ValidationError(words, code="wrong_type")
    return found or meant  # nothing tells the kind: the look at what was meant says what is wrong with it


def kind_of(data):
    """The kind of a file; that of an archive by its main part, "" for one that does not open."""
    kind = signatures.kind_of(data)
    if kind != "zip":
        return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name_of(part) for part in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        return ""
    return next((kind for part, kind in signatures.MAIN_PARTS.items() if part in names), kind)


def name_of(part):
    """The name of a part of an archive; some programs write it with the strokes of their own system."""
    return part.filename.replace("\\", "/")


def wrong_type(kind, extensions):
    message = signatures.ADVICE.get(kind) or f"不支持这种文件，请上传 {named(extensions)}"
    return ValidationError(message, code="wrong_type")


def named(extensions):
    return "、".join(dict.fromkeys(signatures.usual(name) for name in extensions))


def mismatch():
    return ValidationError("文件内容与扩展名不符，请确认选对了文件；不要只改文件名", code="content_mismatch")


def look_at_image(format_name):
    """A check for one image format, by header and size; whether the whole picture is there says `smaller`."""

    def look(data):
        try:
            with Image.open(io.BytesIO(data), formats=[format_name]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ValidationError("图片像素过大，请缩小后再上传", code="bomb")
                image.verify()
            return photos.cleaned(data)
        except UnidentifiedImageError:
            raise mismatch() from None
        except DecompressionBombError:
            raise ValidationError("图片像素过大，请缩小后再上传", code="bomb") from None
        except (OSError, SyntaxError, ValueError):
            raise broken() from None

    return look


def smaller(data, format_name):
    """A small JPEG of a picture, turned as it is shown; refuses a picture of which a part is missing."""
    try:
        with Image.open(io.BytesIO(data), formats=[format_name]) as image:
            image.draft("RGB", SMALL)  # a JPEG is read to its end, and only its coarse part is computed
            image.load()
            small, out = ImageOps.exif_transpose(image), io.BytesIO()
            small.thumbnail(SMALL)
            if small.has_transparency_data:
                small = small.convert("RGBA")
                small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
            small.convert("RGB").save(out, "JPEG", quality=QUALITY)
    except (OSError, SyntaxError, ValueError):
        raise broken() from None
    return out.getvalue()


def broken():
    words = "图片不完整或已损坏（多半是没有传完），请重新拍照、重新保存或重新导出"
    return ValidationError(words, code="broken_file")


def look_at_pdf(data):
    if b"%PDF-" not in data[:1024]:
        raise mismatch()
    if ACTIVE_PDF.search(data):
        raise ValidationError("PDF 中含有脚本或可执行内容，请重新打印为 PDF 后上传", code="active_content")
    data = data[: end_of_pdf(data)]
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValidationError("PDF 设有打开密码，请去掉密码后上传", code="encrypted_file")
        text = "\n".join(page.extract_text() for page in reader.pages[:2])
    except LimitReachedError as error:  # the reader's own bound came before those of this process
        raise MemoryError from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise ValidationError("PDF 无法打开，可能已损坏，请重新导出", code="broken_file") from None
    refuse_mark(text)
    return data


def end_of_pdf(data):
    """Where the last part of a PDF ends: what follows is no part of it, though it may call itself an end.

    Refuses one that does not begin or end, and one of which it cannot be told what belongs to it.
    """
    ends, begin = list(END_OF_PDF.finditer(data)), data.index(b"%PDF-")
    if data[:begin].strip(BLANK) or not ends:
        raise ill_bounded()
    kept = ends[0]
    for end in ends[1:]:
        is_half = kept is ends[0] and b"/Linearized" in data[:1024]  # the first of two, in a file made for the web
        if not is_half and not is_update(data, kept.end(), end, begin):
            break
        kept = end
    return kept.end()


def is_update(data, begin, end, origin):
    """Whether what follows an end belongs to the PDF: objects that were added later, with a table of their own.

    Refuses objects without a table, and a table behind something else.  `origin`: from where the file counts its bytes
    """
    starts = bool(PDF_TABLE.match(data, PDF_BLANK.match(data, begin).end()))
    places = [PDF_BLANK.match(data, place).end() for place in (int(end[1]), int(end[1]) + origin) if begin <= place]
    has_table = any(place < end.start() and PDF_TABLE.match(data, place) for place in places)
    if starts != has_table:
        raise ill_bounded()
    return starts


def ill_bounded():
    return ValidationError("PDF 首尾不完整或夹有其他内容，请重新打印为 PDF 后上传", code="broken_file")


def look_at_office(main, texts):
    """A check for one Office format: `main` is the part it must have, `texts` the parts with words."""

    def look(data, is_inner=False):
        if data.startswith(OLD_OFFICE):
            raise ValidationError("文件设有打开密码或是旧版格式，请去掉密码并另存为新格式", code="encrypted_file")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                parts = package.infolist()
                refuse_package(parts, main)
                if min(part.header_offset for part in parts):  # something stands before the archive
                    raise mismatch()
                markup.refuse_declarations(package)
                for part in parts:
                    look_inside(package, part, is_inner)
                    if texts.fullmatch(name_of(part)):
                        refuse_mark(words(package, part))
                    elif name_of(part).endswith(".rels"):
                        refuse_template(words(package, part, raw=True))
            return packages.written_anew(data, parts)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
            raise mismatch() from None

    return look


def look_inside(package, part, is_inner):
    """Look at a document that lies in another (the table of a chart), once; refuse archives and programs in one."""
    with package.open(part) as source:
        begin = source.read(LONGEST_SIGNATURE)
        if not begin.startswith(PACKED):
            return
        kind = signatures.usual(name_of(part).rpartition(".")[2].lower())
        if is_inner or kind not in INNER or not begin.startswith(packages.LOCAL_MARK):
            raise ValidationError("文件中夹带压缩包或程序，请取出后分别上传", code="active_content")
        LOOK[kind](begin + source.read(), is_inner=True)


def refuse_package(parts, main):
    names = {name_of(part) for part in parts}
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
        tagged = source.read(MOST_TEXT).decode("utf-8", "replace")
    return tagged if raw else html.unescape(re.sub(r"<[^>]+>", "", tagged))


LOOK = {
    **{kind: look_at_image(name) for kind, name in IMAGES.items()},
    "pdf": look_at_pdf,
    "docx": look_at_office("word/document.xml", re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")),
    "xlsx": look_at_office("xl/workbook.xml", re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml")),
}
