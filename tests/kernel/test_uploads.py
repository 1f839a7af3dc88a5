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
        ("申请书.docx", lambda: b"PK\x03\x04 not a package", "content_mismatch"),
        ("公告.pdf", lambda: b"%PDF-1.7 rubbish", "broken_file"),
        ("公告.pdf", lambda: pdf("geheim"), "encrypted_file"),
        ("公告.pdf", lambda: pdf() + b"/JavaScript (app.alert)", "active_content"),
        ("申请书.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "encrypted_file"),
        ("申请书.docx", lambda: docx(**{"word/vbaProject.bin": b"x"}), "active_content"),
        ("申请书.docx", lambda: docx("机 密★一年".replace(" ", "")), "secrecy_mark"),
        ("名单.xlsx", lambda: xlsx("秘密★"), "secrecy_mark"),
        ("绝密★方案.pdf", pdf, "secrecy_mark"),
        ("木马.exe", lambda: b"MZ", "wrong_type"),
        ("页面.html", lambda: b"<script>", "wrong_type"),
        ("没有扩展名", lambda: b"MZ", "wrong_type"),
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


def webp(**more):
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(out, "WEBP", **more)
    return out.getvalue()


def ofd():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", "<ofd:OFD/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "make", "name", "content_type"),
    [
        ("微信图片_20261128.jpg", webp, "微信图片_20261128.webp", "image/webp"),
        ("门口.webp", webp, "门口.webp", "image/webp"),
        ("截屏.jpg", lambda: image("PNG"), "截屏.png", "image/png"),
        ("扫描.png", image, "扫描.jpg", "image/jpeg"),
        ("下载.jfif", image, "下载.jpg", "image/jpeg"),
        ("照片.jpeg", image, "照片.jpeg", "image/jpeg"),
        ("照片.heic", image, "照片.jpg", "image/jpeg"),
        ("3栋2单元", image, "3栋2单元.jpg", "image/jpeg"),
        ("v1.2 现场", image, "v1.2 现场.jpg", "image/jpeg"),
        ("公告.jpg", pdf, "公告.pdf", "application/pdf"),
        ("公告.pdf", image, "公告.jpg", "image/jpeg"),
        ("申请书.doc", docx, "申请书.docx", uploads.WORD),
        ("名单.docx", xlsx, "名单.xlsx", uploads.EXCEL),
    ],
)
def test_a_file_is_what_its_bytes_say_and_gets_the_right_name(given, make, name, content_type):
    checked = uploads.check(upload(given, make()))
    assert (checked.name, checked.content_type) == (name, content_type)
    assert checked.given == ("" if given == name else given)


def test_a_package_written_with_backslashes_is_known():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("机密★"))) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename.replace("/", "\\"), source.read(part))
    with pytest.raises(ValidationError, match="密级"):
        uploads.check(upload("申请书.docx", out.getvalue()))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("照片.jpg", b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 200, "HEIC"),
        ("照片.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0" + b"\0" * 200, "HEIC"),
        ("照片.jpg", b"\0\0\0\x18ftypisom\0\0\0\0" + b"\0" * 200, "视频"),
        ("通知.ofd", ofd(), "另存或打印为 PDF"),
        ("通知.pdf", ofd(), "OFD"),
        ("动图.jpg", b"GIF89a" + b"\0" * 50, "GIF"),
        ("扫描.tif", b"II*\0" + b"\0" * 50, "TIFF"),
        ("名单.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "旧版 Excel"),
        ("名单.zip", b"PK\x03\x04 nothing", "压缩包"),
    ],
)
def test_what_is_not_taken_is_told_the_way_out(name, data, words):
    with pytest.raises(ValidationError, match=words):
        uploads.check(upload(name, data))


def test_a_kind_that_is_not_asked_for_is_named():
    with pytest.raises(ValidationError, match="这是 Excel 文件，这里请上传 jpg、png、webp") as refusal:
        uploads.check(upload("照片.jpg", xlsx()), extensions=uploads.PHOTOS)
    assert refusal.value.code == "wrong_type"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_a_picture_of_which_a_part_is_missing_is_refused(kind, part):
    out = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(out, kind, **({"progressive": True} if part > 0.8 else {}))
    data = out.getvalue()
    assert uploads.check(upload("a.jpg", data)).data
    with pytest.raises(ValidationError, match="不完整或已损坏") as refusal:
        uploads.check(upload("a.jpg", data[: int(len(data) * part)]))
    assert refusal.value.code == "broken_file"


def test_a_webp_keeps_turn_moment_and_colours_alone():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, SCRIPT.decode(), {1: "N"}
    exif[0x8769] = {0x9003: "2026:11:28 09:29:59"}
    given = webp(exif=exif, xmp=SCRIPT, icc_profile=b"colours")
    checked = uploads.check(upload("a.webp", given + SCRIPT))
    assert SCRIPT not in checked.data
    kept = Image.open(io.BytesIO(checked.data))
    assert kept.tobytes() == Image.open(io.BytesIO(given)).tobytes()
    assert kept.info["icc_profile"] == b"colours"
    assert (kept.getexif()[0x0112], dict(kept.getexif().get_ifd(0x8769))) == (6, {0x9003: "2026:11:28 09:29:59"})
    assert 0x8825 not in kept.getexif()
    assert uploads.check(upload("a.webp", checked.data)).data == checked.data


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
    assert looks.look(image("PNG"), "png", uploads.PHOTOS)[0]["code"] == "bomb"


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
