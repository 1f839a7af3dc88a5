"""Uploads: known by their bytes, refused in words, kept privately, found again."""

import io
import os
import stat
import time
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import files, uploads
from governance.kernel.steps import filefield
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.filefield import MultiFileField, PhotosField

MEGABYTE = 1024 * 1024


def image(kind="JPEG", size=(8, 8), gps=False):
    picture, out = Image.new("RGB", size, "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    if gps:
        exif[0x8825] = {1: "N", 2: (27.0, 50.0, 1.0)}
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def docx(text="申请书", **parts):
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return repack(out.getvalue(), parts)


def repack(data, parts):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def xlsx(text="姓名"):
    book, out = Workbook(), io.BytesIO()
    book.active.append([text])
    book.save(out)
    return out.getvalue()


def pdf(password=""):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def upload(name, data):
    return SimpleUploadedFile(name, data)


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
    monkeypatch.setattr(uploads, "MOST_PIXELS", 10)
    with pytest.raises(ValidationError, match="像素"):
        uploads.check(upload("a.png", image("PNG")))


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


# ------------------------------------------------------------ keeping
@pytest.fixture
def row(db):
    class Row:
        _meta = WorkDay._meta
        pk = 7

    return Row()


def test_attachments_lie_privately_under_random_names(row, settings):
    kept = files.attach(row, upload("现场.jpg", image()), kind="photo", actor=None, caption="改造前")
    place = settings.UPLOAD_ROOT / kept.path
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "现场" not in kept.path
    assert (kept.object_type, kept.object_id, kept.name) == ("governance.workday", 7, "现场.jpg")
    assert files.open_attachment(kept).read() == place.read_bytes()
    assert list(files.attachments_of(row, "photo")) == [kept]
    assert files.orphans(deep=True) == []


def test_a_refused_upload_writes_nothing(row, settings):
    with pytest.raises(Refused) as refusal:
        files.attach(row, upload("a.jpg", b"MZ"), kind="quote", actor=None)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == ("content_mismatch", "quote", 422)
    assert not Attachment.objects.exists()
    assert not settings.UPLOAD_ROOT.exists()


def test_a_kind_may_allow_less(row):
    with pytest.raises(Refused, match="10 MB"):
        files.attach(
            row, upload("a.jpg", image() + b"\0" * (11 * MEGABYTE)), kind="photo", actor=None, limit=10 * MEGABYTE
        )


def test_downloads_are_never_run_or_kept_by_a_browser(row):
    kept = files.attach(row, upload("会议纪要.pdf", pdf()), kind="minutes", actor=None)
    response = files.content_response(kept, inline=True)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    photo = files.attach(row, upload("a.png", image("PNG")), kind="photo", actor=None)
    assert files.content_response(photo, inline=True)["Content-Disposition"].startswith("inline")
    assert files.content_response(photo)["Content-Disposition"].startswith("attachment")


def test_verify_names_missing_changed_and_stray_files(row, settings):
    gone, changed = (files.attach(row, upload("a.png", image("PNG")), kind="photo", actor=None) for _ in range(2))
    (settings.UPLOAD_ROOT / gone.path).unlink()
    place = settings.UPLOAD_ROOT / changed.path
    place.write_bytes(b"\0" * changed.size)
    stray = files.store(b"left behind", "png")
    found = files.orphans(deep=True)
    assert any("missing" in line and gone.path in line for line in found)
    assert any("changed" in line and changed.path in line for line in found)
    assert not any(stray in line for line in found)  # a step may still be running
    hour_ago = time.time() - 2 * files.SETTLING
    os.utime(settings.UPLOAD_ROOT / stray, (hour_ago, hour_ago))
    assert any(stray in line for line in files.orphans())
    assert files.sweep() == 1
    assert not (settings.UPLOAD_ROOT / stray).exists()
    with pytest.raises(files.FileMissing):
        files.open_attachment(gone)


# ------------------------------------------------------------ the form field
class PhotoForm(forms.Form):
    title = forms.CharField()
    photos = PhotosField(label="照片", most=2, least=1)


def post(data, *chosen):
    return PhotoForm(MultiValueDict(data), MultiValueDict({"photos": list(chosen)}))


def test_the_field_gives_checked_files():
    form = post({"title": ["一"]}, upload("a.jpg", image()), upload("b.png", image("PNG")))
    assert form.is_valid()
    assert [checked.name for checked in form.cleaned_data["photos"]] == ["a.jpg", "b.png"]
    assert form.is_multipart()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "请上传文件"),
        ([("a.jpg", b"MZ")], "a.jpg：文件内容与扩展名不符"),
        ([("a.pdf", b"%PDF-")], "请上传 jpg"),
        ([("a.jpg", image()), ("b.jpg", image()), ("c.jpg", image())], "最多上传 2 个"),
    ],
)
def test_the_field_refuses_beside_itself(chosen, sentence):
    form = post({"title": ["一"]}, *(upload(*one) for one in chosen))
    assert not form.is_valid()
    assert sentence in str(form.errors["photos"])


@pytest.mark.parametrize(("most", "several"), [(1, False), (3, True)])
def test_a_chooser_for_one_file_takes_one(most, several):
    class Form(forms.Form):
        paper = MultiFileField(label="批复", required=False, most=most)

    assert (" multiple" in str(Form()["paper"])) is several


def test_chosen_files_survive_a_form_that_comes_back(settings):
    form = post({"title": [""]}, upload("现场.jpg", image()))
    assert not form.is_valid()
    html = str(form["photos"])
    assert "现场.jpg" in html
    token = html.split('name="photos-held" value="')[1].split('"')[0]
    again = post({"title": ["一"], "photos-held": [token]})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["photos"][0].name == "现场.jpg"
    forged = post({"title": ["一"], "photos-held": ["../../etc/passwd"]})
    assert "已过期" in str(forged.errors["photos"])


def test_a_held_file_must_fit_the_field_it_is_sent_to(settings):
    token = filefield.hold(uploads.check(upload("公告.pdf", pdf())))
    form = post({"title": ["一"], "photos-held": [token]})
    assert "请上传 jpg" in str(form.errors["photos"])


def test_held_files_go_after_a_day(settings):
    filefield.hold(uploads.check(upload("a.png", image("PNG"))))
    [place] = (settings.UPLOAD_ROOT / "held").iterdir()
    assert filefield.sweep_held() == 0
    old = time.time() - filefield.HELD_FOR - 60
    os.utime(place, (old, old))
    assert filefield.sweep_held() == 1


def test_the_api_is_told_what_the_field_takes():
    described = MultiFileField(extensions=("pdf",), most=3).describe()
    assert described == {"type": "files", "extensions": ["pdf"], "most": 3, "least": 0}
