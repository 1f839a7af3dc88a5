"""Uploads: known by their bytes, refused in words, kept privately, found again."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from governance.kernel.papers import looks, uploads
from tests.kernel.samples import MEGABYTE, docx, image, pdf, upload, xlsx


@pytest.mark.parametrize(
    ("name", "make", "content_type"),
    [
        ("照片.JPG", image, "image/jpeg"),
        ("照片.png", lambda: image("PNG"), "image/png"),
        ("公告.pdf", pdf, "application/pdf"),
        ("申请书.docx", docx, uploads.WORD),
        ("名单.xlsx", xlsx, uploads.EXCEL),
    ],
)
def test_honest_files_pass(name, make, content_type):
    checked = uploads.check(upload(name, make()))
    assert checked.content_type == content_type
    assert checked.name == name
    assert len(checked.sha256) == 64


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("照片.jpg", lambda: b"MZ\x90\x00 program", "content_mismatch"),
        ("照片.jpg", lambda: image("PNG"), "content_mismatch"),
        ("照片.png", image, "content_mismatch"),
        ("公告.pdf", image, "content_mismatch"),
        ("申请书.docx", xlsx, "content_mismatch"),
        ("申请书.docx", lambda: b"PK\x03\x04 not a package", "content_mismatch"),
        ("名单.xlsx", docx, "content_mismatch"),
        ("公告.pdf", lambda: b"%PDF-1.7 rubbish", "broken_file"),
        ("公告.pdf", lambda: pdf("geheim"), "encrypted_file"),
        ("公告.pdf", lambda: pdf() + b"/JavaScript (app.alert)", "active_content"),
        ("申请书.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "encrypted_file"),
        ("申请书.docx", lambda: docx(**{"word/vbaProject.bin": b"x"}), "active_content"),
        ("申请书.docx", lambda: docx("机 密★一年".replace(" ", "")), "secrecy_mark"),
        ("名单.xlsx", lambda: xlsx("秘密★"), "secrecy_mark"),
        ("绝密★方案.pdf", pdf, "secrecy_mark"),
        ("照片.heic", image, "wrong_type"),
        ("申请书.doc", docx, "wrong_type"),
        ("木马.exe", lambda: b"MZ", "wrong_type"),
        ("页面.html", lambda: b"<script>", "wrong_type"),
        ("没有扩展名", image, "wrong_type"),
        ("空.jpg", lambda: b"", "empty_file"),
        ("大.jpg", lambda: image() + b"\0" * (20 * MEGABYTE), "too_large"),
    ],
)
def test_bad_files_are_refused_in_words(name, make, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload(name, make()))
    assert refusal.value.code == code
    assert any("\u4e00" <= char <= "\u9fff" for char in refusal.value.messages[0])


def test_wrong_content_and_apple_photos_get_their_own_advice():
    with pytest.raises(ValidationError, match="文件内容与扩展名不符"):
        uploads.check(upload("a.jpg", b"MZ\x90\x00"))
    with pytest.raises(ValidationError, match="HEIC"):
        uploads.check(upload("a.heic", b"x"))


def test_marks_split_over_runs_are_found():
    document, out = Document(), io.BytesIO()
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.add_run("机").bold = True
    paragraph.add_run("密★")
    document.save(out)
    with pytest.raises(ValidationError, match="密级"):
        uploads.check(upload("a.docx", out.getvalue()))


def test_a_package_that_swells_is_refused():
    data = docx(**{f"word/media/image{n}.png": b"\0" * (30 * MEGABYTE) for n in range(8)})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload("a.docx", out.getvalue()))
    assert refusal.value.code == "bomb"


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(looks, "MOST_PIXELS", 10)
    assert looks.look(image("PNG"), "png")[0]["code"] == "bomb"


SCRIPT = b"<script>alert(document.cookie)</script>"


def progressive():
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(out, "JPEG", progressive=True, comment=SCRIPT)
    return out.getvalue()


def described(kind):
    """A picture with a text, a maker's note and a comment, each with a script."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x0132], exif[0x010E] = 6, "2026:11:28 09:30:00", SCRIPT.decode()
    exif[0x8769] = {0x9003: "2026:11:28 09:29:59", 0x927C: SCRIPT}
    more = {"comment": SCRIPT} if kind == "JPEG" else {"pnginfo": text_chunks()}
    Image.new("RGB", (8, 8), "red").save(out, kind, exif=exif, **more)
    return out.getvalue()


def text_chunks():
    chunks = PngInfo()
    chunks.add_text("Comment", SCRIPT.decode())
    chunks.add(b"teSt", SCRIPT, after_idat=True)
    return chunks


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.jpg", image),
        ("a.jpg", progressive),
        ("a.jpg", lambda: described("JPEG")),
        ("a.png", lambda: image("PNG")),
        ("a.png", lambda: described("PNG")),
        ("a.pdf", pdf),
        ("a.docx", docx),
        ("a.xlsx", xlsx),
    ],
)
@pytest.mark.parametrize("tail", [SCRIPT, b"\0" * 100 + SCRIPT + b"\n%%EOF", b""])
def test_nothing_behind_the_end_and_no_text_beside_the_picture_is_kept(name, make, tail):
    data = make()
    checked = uploads.check(upload(name, data + tail))
    assert SCRIPT not in checked.data
    assert checked.sha256 == hashlib.sha256(checked.data).hexdigest()
    assert uploads.check(upload(name, checked.data)).data == checked.data
    if name.endswith(("g",)):
        kept, given = Image.open(io.BytesIO(checked.data)), Image.open(io.BytesIO(data))
        assert kept.tobytes() == given.tobytes()


def test_turn_and_moment_of_a_photograph_stay():
    kept = Image.open(io.BytesIO(uploads.check(upload("a.jpg", described("JPEG"))).data)).getexif()
    assert dict(kept.items() - {(0x8769, kept.get(0x8769))}) == {0x0112: 6, 0x0132: "2026:11:28 09:30:00"}
    assert kept.get_ifd(0x8769) == {0x9003: "2026:11:28 09:29:59"}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", SCRIPT + pdf(), "broken_file"),
        ("a.pdf", pdf().replace(b"%%EOF", b""), "broken_file"),
        ("a.docx", SCRIPT + docx(), "content_mismatch"),
        ("a.jpg", image().replace(b"\xff\xdb", SCRIPT, 1), "broken_file"),
        ("a.png", image("PNG")[:-12], "broken_file"),
    ],
)
def test_what_stands_before_the_beginning_or_lacks_its_end_is_refused(name, data, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload(name, data))
    assert refusal.value.code == code


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
def test_photographs_lose_their_place_and_keep_the_rest(name, kind):
    data = image(kind, gps=True)
    assert 0x8825 in Image.open(io.BytesIO(data)).getexif()
    kept = Image.open(io.BytesIO(uploads.check(upload(name, data)).data))
    kept.load()
    assert 0x8825 not in kept.getexif()
    assert kept.size == (8, 8)
    if kind == "JPEG":
        assert kept.getexif()[0x0112] == 6


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\照片\\一.png", "一.png"),
        ("a\u202egnp.exe.png", "agnp.exe.png"),
        ('"<b>|?*.png', "__b____.png"),
        ("长" * 300 + ".png", "长" * 110 + ".png"),
    ],
)
def test_names_are_tidied(given, tidy):
    assert uploads.tidy_name(given) == tidy


def test_an_own_scanner_may_refuse(settings):
    settings.UPLOAD_SCANNER = "tests.kernel.test_uploads.infected"
    with pytest.raises(ValidationError, match="病毒"):
        uploads.check(upload("a.png", image("PNG")))


def infected(checked):
    raise ValidationError("文件含有病毒", code="infected")
