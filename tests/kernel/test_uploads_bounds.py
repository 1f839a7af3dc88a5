"""Papers are kept to their last byte: no gap of an archive, no second end of a PDF hides anything."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from governance.kernel.papers import uploads
from tests.kernel.samples import docx, pdf, upload, xlsx

SCRIPT = b"<script>alert(document.cookie)</script>"


def check(name, data):
    return uploads.check(upload(name, data)).data


# ------------------------------------------------------------ archives
def moved(data, by):
    """The end of an archive whose parts begin later than the archive's maker wrote them."""
    archive = bytearray(data)
    end = archive.rindex(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<L", archive, end + 16)
    struct.pack_into("<L", archive, end + 16, directory + by)
    return bytes(archive), directory, end


def gap_before_the_directory(data):
    archive, directory, _ = moved(data, len(SCRIPT))
    return archive[:directory] + SCRIPT + archive[directory:]


def gap_between_parts(data):
    """The second part and all behind it lie further back."""
    archive, directory, end = moved(data, len(SCRIPT))
    changed, place, first = bytearray(archive), directory, None
    while place < end:
        names = struct.unpack_from("<3H", changed, place + 28)
        (offset,) = struct.unpack_from("<L", changed, place + 42)
        if offset:
            first = min(first or offset, offset)
            struct.pack_into("<L", changed, place + 42, offset + len(SCRIPT))
        place += 46 + sum(names)
    return bytes(changed[:first]) + SCRIPT + bytes(changed[first:])


def written(data, write):
    """The same archive, its parts written by `write(archive, part, content)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            write(made, part, given.read(part))
    return out.getvalue()


def extra_fields(data):
    def write(made, part, content):
        part.extra, part.comment = struct.pack("<2H", 0x5343, len(SCRIPT)) + SCRIPT, SCRIPT
        made.writestr(part, content)

    return written(data, write)


def comment(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = SCRIPT
    return out.getvalue()


def behind_a_parts_own_end(data):
    """The packed content of a part ends, and its length says that it goes on."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(part, archive.read(part)) for part in archive.infolist()]
    body, directory = b"", b""
    for part, content in parts:
        packer = zlib.compressobj(wbits=-15)
        packed, name = packer.compress(content) + packer.flush() + SCRIPT, part.filename.encode()
        facts = 20, 0, 8, 0, 0x21, zlib.crc32(content), len(packed), len(content), len(name), 0
        directory += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *facts, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *facts) + name + packed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return body + directory + end


HIDES = (gap_before_the_directory, gap_between_parts, extra_fields, comment, behind_a_parts_own_end)


@pytest.mark.parametrize("hide", HIDES)
@pytest.mark.parametrize(("name", "make"), [("a.docx", docx), ("a.xlsx", xlsx)])
def test_an_archive_keeps_its_parts_and_nothing_beside_them(hide, name, make):
    data = make()
    hidden = hide(data)
    assert SCRIPT in hidden
    kept = check(name, hidden)
    assert SCRIPT not in kept
    assert check(name, kept) == kept
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(io.BytesIO(kept)) as now:
        assert now.testzip() is None
        assert {part: now.read(part) for part in now.namelist()} == {
            part: given.read(part) for part in given.namelist()
        }
    if name == "a.xlsx":
        assert load_workbook(io.BytesIO(kept)).sheetnames


def twice(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", SCRIPT)
    return out.getvalue()


def longer_than_said(data):
    """The directory says that the main part is shorter than it is."""
    changed, directory = bytearray(data), data.index(b"PK\x01\x02")
    struct.pack_into("<L", changed, directory + 24, 1)
    return bytes(changed)


@pytest.mark.parametrize("spoil", [twice, longer_than_said])
def test_an_archive_that_can_be_read_in_two_ways_is_refused(spoil):
    with pytest.raises(ValidationError) as refusal:
        check("a.docx", spoil(docx()))
    assert refusal.value.code == "content_mismatch"


# ------------------------------------------------------------ PDF
def table_of(data):
    return data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")].strip()


@pytest.mark.parametrize("place", [b"0", b"9", None])
def test_a_second_end_behind_the_end_hides_nothing(place):
    """Whatever table it names: none, the first object, or the file's own."""
    data = pdf()
    tail = b"\n" + SCRIPT + b"\nstartxref\n" + (place or table_of(data)) + b"\n%%EOF\n"
    kept = check("a.pdf", data + tail)
    assert SCRIPT not in kept
    assert len(PdfReader(io.BytesIO(kept)).pages) == 1


def updated():
    """A PDF with an update behind its first end, as a signature or a note makes it."""
    first, out = pdf(), io.BytesIO()
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.add_metadata({"/Title": "补充"})
    writer.write(out)
    assert out.getvalue().startswith(first)
    return first, out.getvalue()


def test_what_was_added_to_a_pdf_later_belongs_to_it():
    first, later = updated()
    assert later.count(b"%%EOF") == 2
    assert check("a.pdf", later) == later
    assert check("a.pdf", later + SCRIPT) == later
    assert PdfReader(io.BytesIO(check("a.pdf", later))).metadata.title == "补充"
    assert check("a.pdf", first) == first


def test_a_pdf_of_which_it_cannot_be_told_what_belongs_to_it_is_refused():
    """Something between the first end and the update, or objects that no table names."""
    first, later = updated()
    update = later[len(first) :]
    place = int(table_of(later)) + len(SCRIPT)
    moved_on = update.replace(table_of(later), str(place).encode())
    for data in (first + SCRIPT + moved_on, first + b"\n99 0 obj null endobj\n" + SCRIPT + b"\nstartxref\n0\n%%EOF\n"):
        with pytest.raises(ValidationError) as refusal:
            check("a.pdf", data)
        assert refusal.value.code == "broken_file"
        assert "请重新打印为 PDF" in refusal.value.messages[0]
