"""Attachments: kept privately, refused whole, found again."""

import io
import os
import stat
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from PIL import Image

from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import files, stored_files
from governance.kernel.papers.file_kinds import KINDS, WITH_ROW, FileKind, may_read
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep.backups import named_files
from tests.kernel.samples import MEGABYTE, image, pdf, upload

PHOTO, QUOTE, MINUTES = (FileKind("governance.workday", name, name, WITH_ROW) for name in ("photo", "quote", "minutes"))


@pytest.fixture
def row(db, monkeypatch):
    for kind in (PHOTO, QUOTE, MINUTES):
        monkeypatch.setitem(KINDS, (kind.table, kind.name), kind)

    class Row:
        _meta = WorkDay._meta
        pk = 7

    return Row()


def test_attachments_lie_privately_under_random_names(row, settings):
    kept = files.attach(row, upload("现场.jpg", image()), kind=PHOTO, actor=None, caption="改造前")
    place = settings.UPLOAD_ROOT / kept.path
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "现场" not in kept.path
    assert (kept.object_type, kept.object_id, kept.name) == ("governance.workday", 7, "现场.jpg")
    assert files.open_attachment(kept).read() == place.read_bytes()
    assert list(files.attachments_of(row, PHOTO)) == [kept]
    assert files.mismatches(deep=True) == []


def test_what_gave_the_name_is_kept_as_caption(row):
    kept = files.attach(row, upload("下载.jfif", image()), kind=PHOTO, actor=None, caption="改造前")
    assert (kept.name, kept.content_type, kept.caption) == ("下载.jpg", "image/jpeg", "改造前（原文件名 下载.jfif）")
    again = files.attach(row, upload("长" * 110 + ".jfif", image()), kind=PHOTO, actor=None)
    assert len(again.caption) == 120
    assert files.mismatches(deep=True) == []


def test_a_refused_upload_writes_nothing(row, settings):
    with pytest.raises(Refused) as refusal:
        files.attach(row, upload("a.jpg", b"MZ"), kind=QUOTE, actor=None)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == ("content_mismatch", "quote", 422)
    assert not Attachment.objects.exists()
    assert not settings.UPLOAD_ROOT.exists()


def test_a_kind_may_allow_less(row):
    with pytest.raises(Refused, match="10 MB"):
        files.attach(
            row, upload("a.jpg", image() + b"\0" * (11 * MEGABYTE)), kind=PHOTO, actor=None, limit=10 * MEGABYTE
        )


def test_downloads_are_never_run_or_kept_by_a_browser(row):
    kept = files.attach(row, upload("会议纪要.pdf", pdf()), kind=MINUTES, actor=None)
    response = files.content_response(kept, inline=True)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    photo = files.attach(row, upload("a.png", image("PNG")), kind=PHOTO, actor=None)
    assert files.content_response(photo, inline=True)["Content-Disposition"].startswith("inline")
    assert files.content_response(photo)["Content-Disposition"].startswith("attachment")


def test_a_picture_has_a_small_one_beside_it(row, settings):
    """Turned as it is shown, without a word of the camera's, vouched for and backed up like the picture itself."""
    kept = files.attach(row, upload("现场.jpg", photograph()), kind=PHOTO, actor=None)
    small = Image.open(io.BytesIO(files.open_small(kept).read()))
    assert (small.format, small.size, len(small.getexif())) == ("JPEG", (300, 400), 0)
    answer = files.small_response(kept)
    assert (answer["Content-Type"], answer["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert files.mismatches(deep=True) == []
    assert {kept.path, kept.small_path} <= named_files()
    carried = files.carry(row, kept, kind=QUOTE, actor=None)
    assert (carried.sha256, carried.small_sha256, carried.caption) == (kept.sha256, kept.small_sha256, kept.caption)
    assert carried.path != kept.path
    (settings.UPLOAD_ROOT / kept.small_path).write_bytes(b"another")
    assert any("small picture changed" in line for line in files.mismatches(deep=True))
    with pytest.raises(stored_files.NotAsKept):
        files.open_small(kept)
    (settings.UPLOAD_ROOT / kept.small_path).unlink()
    assert any("small picture missing" in line for line in files.mismatches())


def photograph():
    """A picture on its side, as a camera keeps one that was held upright."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.effect_noise((1600, 1200), 30).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_seen_through_is_white_on_a_small_picture(row, kind):
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, kind)
    kept = files.attach(row, upload("a.png", out.getvalue()), kind=PHOTO, actor=None)
    assert Image.open(io.BytesIO(files.open_small(kept).read())).getpixel((9, 9)) == (255, 255, 255)


def test_verify_names_missing_changed_and_stray_files(row, settings):
    gone, changed = (files.attach(row, upload("a.png", image("PNG")), kind=PHOTO, actor=None) for _ in range(2))
    (settings.UPLOAD_ROOT / gone.path).unlink()
    place = settings.UPLOAD_ROOT / changed.path
    place.write_bytes(b"\0" * changed.size)
    stray = stored_files.store(b"left behind", "png")
    found = files.mismatches(deep=True)
    assert any("missing" in line and gone.path in line for line in found)
    assert any("changed" in line and changed.path in line for line in found)
    assert not any(stray in line for line in found)  # a step may still be running
    hour_ago = time.time() - 2 * files.SETTLING
    os.utime(settings.UPLOAD_ROOT / stray, (hour_ago, hour_ago))
    assert any(stray in line for line in files.mismatches())
    assert files.sweep() == 1
    assert not (settings.UPLOAD_ROOT / stray).exists()
    with pytest.raises(stored_files.FileMissing):
        files.open_attachment(gone)


def test_a_file_of_no_declared_kind_is_not_kept(row, settings):
    stranger = FileKind("governance.area", "photo", "照片", WITH_ROW)
    for kind in ("photo", stranger, FileKind("governance.workday", "letter", "信函", WITH_ROW)):
        with pytest.raises(ImproperlyConfigured, match=r"attachments\.py"):
            files.attach(row, upload("a.png", image("PNG")), kind=kind, actor=None)
    assert not Attachment.objects.exists()
    assert not settings.UPLOAD_ROOT.exists()


def test_a_stored_file_whose_kind_is_gone_is_for_nobody_and_verify_names_it(row, monkeypatch):
    kept = files.attach(row, upload("a.png", image("PNG")), kind=PHOTO, actor=None)
    assert may_read(None, row, "photo")
    monkeypatch.delitem(KINDS, (PHOTO.table, PHOTO.name))
    assert not may_read(None, row, "photo")
    assert files.readable(row, None) == ([], 1)
    assert files.mismatches() == [
        f"attachment {kept.pk}: nobody may read it, governance.workday has no kind of files photo"
    ]
