"""What lies inside a Word or Excel file: documents are looked at like the file, archives and programs refused."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from governance.kernel.papers import uploads
from tests.kernel.samples import docx, upload, xlsx


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("木马.exe", b"MZ")
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "make", "code"),
    [
        ("word/embeddings/a.zip", archive, "active_content"),
        ("word/media/image9.png", archive, "active_content"),
        ("word/embeddings/a.bin", lambda: b"MZ\x90\x00", "active_content"),
        ("word/embeddings/a.bin", lambda: b"Rar!\x1a\x07\x01\x00", "active_content"),
        ("word/embeddings/a.xlsx", archive, "content_mismatch"),
        ("word/embeddings/a.xlsx", lambda: xlsx("秘密★"), "secrecy_mark"),
        ("word/embeddings/a.docx", lambda: docx(**{"b.docx": docx()}), "active_content"),
    ],
)
def test_what_lies_inside_is_refused_in_words(part, make, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload("申请书.docx", docx(**{part: make()})))
    assert refusal.value.code == code
    assert any("\u4e00" <= char <= "\u9fff" for char in refusal.value.messages[0])


def test_the_table_of_a_chart_lies_in_its_document():
    data = docx(**{"word/embeddings/Microsoft_Excel_Sheet.xlsx": xlsx()})
    assert uploads.check(upload("申请书.docx", data)).name == "申请书.docx"
