"""Files made to use a server up: each is refused in words within seconds, and nothing of it is kept."""

import io
import os
import re
import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from governance.deliberations.forms.lists import read_table
from governance.kernel.clock import rules
from governance.kernel.papers import books, confined, imports, uploads, workbooks
from governance.kernel.steps import filefield
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import callers
from governance.people.actions import access
from tests.factories.base import make_district, user_with
from tests.kernel.days import DAYS, HEADS, workbook
from tests.kernel.samples import MEGABYTE, docx, image, pdf, upload
from tests.kernel.test_filefield import PhotoForm

FEW = 20  # seconds on a machine that does much else; on its own each look is over after five


def pdf_of_many_words():
    """A page of a few kilobytes that unpacks to millions of bytes of text operators."""
    writer = PdfWriter()
    page, stream = writer.add_blank_page(200, 200), StreamObject()
    stream._data = zlib.compress(b"BT /F1 12 Tf\n" + b"1 0 0 1 5 5 Tm (a) Tj\n" * 230_000 + b"ET\n")
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Contents")] = writer._add_object(stream)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(data, **parts):
    """The same package, compressed, with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def wide_picture():
    """A PNG that says of itself 30,000 × 30,000 pixels."""
    head = b"IHDR" + (30_000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    chunk = (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    return image("PNG")[:8] + chunk + image("PNG")[33:]


def swelling_document():
    return packed(docx(), **{f"word/media/image{n}.png": b"\0" * (30 * MEGABYTE) for n in range(8)})


def sheet_of_many_cells(rows=300):
    """A roster of some kilobytes: one wrong row, then rows of a thousand cells with nothing but a blank in each."""
    out = io.BytesIO()
    Workbook().save(out)
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEADS)
    wrong = '<c t="inlineStr"><is><t>2027-02-30</t></is></c>'
    row = "<row>" + '<c t="inlineStr"><is><t> </t></is></c>' * 1000 + "</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = (
        f'<worksheet xmlns="{main}"><sheetData><row>{heads}</row><row>{wrong}</row>{row * rows}</sheetData></worksheet>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            content = body if part.filename == "xl/worksheets/sheet1.xml" else source.read(part)
            made.writestr(part.filename, content)
    return target.getvalue()


def memory(kind):
    """A figure of this process's memory in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{kind}:")[1].split()[0]) * 1024


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("公告.pdf", pdf_of_many_words, "too_complex"),
        ("申请书.docx", swelling_document, "bomb"),
        ("照片.png", wide_picture, "bomb"),
    ],
)
def test_bombs_are_refused_within_seconds_and_cost_this_process_nothing(name, make, code):
    data = make()
    spent, began = time.process_time(), time.monotonic()
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload(name, data))
    assert refusal.value.code == code
    assert time.process_time() - spent < 1
    assert time.monotonic() - began < FEW


@pytest.mark.slow
def test_the_portal_looks_at_two_files_at_once_and_asks_the_others_to_come_again(monkeypatch):
    monkeypatch.setitem(uploads.BOUNDS, "patience", 1)
    bomb = pdf_of_many_words()

    def code(_):
        with pytest.raises(ValidationError) as refusal:
            uploads.check(upload("公告.pdf", bomb))
        return refusal.value.code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(code, range(8))) == {"too_complex", "busy"}
    monkeypatch.setitem(uploads.BOUNDS, "patience", FEW)
    assert uploads.check(upload("公告.pdf", pdf())).size


@pytest.fixture
def slow_look(monkeypatch):
    """Looks that go on until they are let go: (those that have begun, the signal that lets them go)."""
    begun, goes_on = threading.Semaphore(0), threading.Event()

    def look(*_):
        begun.release()
        assert goes_on.wait(FEW)
        return {"kind": "png"}, b""

    monkeypatch.setattr(confined, "look_in_turn", look)
    yield begun, goes_on
    goes_on.set()


def client_sends(account, look=lambda: uploads.check(upload("a.png", image("PNG")))):
    """A look at a file that the account sends."""
    request = SimpleNamespace(user=SimpleNamespace(pk=account))
    with callers.calling("192.0.2.7", request):
        return look()


def test_of_one_account_one_file_is_looked_at_one_waits_and_a_third_holds_no_thread(slow_look):
    begun, goes_on = slow_look
    with ThreadPoolExecutor(3) as pool:
        two = [pool.submit(client_sends, 7) for _ in range(2)]
        assert begun.acquire(timeout=FEW)
        while confined.turns.accounts[7].files < 2:
            assert not begun.acquire(timeout=0.01), "both are looked at at once"
        began = time.monotonic()
        with pytest.raises(ValidationError) as refusal:
            client_sends(7)
        assert (refusal.value.code, refusal.value.messages) == ("busy", [confined.YOURS])
        with pytest.raises(Refused, match="您提交的另一个文件还在检查"):
            client_sends(7, lambda: books.read_lines(workbook(["a"]), 10))
        assert time.monotonic() - began < 1
        other = pool.submit(client_sends, 8)
        assert begun.acquire(timeout=FEW), "another account waits for nobody"
        goes_on.set()
        assert all(done.result().size for done in (*two, other))
    assert client_sends(7).size
    assert not confined.turns.accounts


def test_whoever_waits_too_long_for_the_own_file_is_refused():
    with confined.turns.of(7, 0), pytest.raises(confined.Busy, match="另一个文件"), confined.turns.of(7, 0.01):
        pass
    assert not confined.turns.accounts


def test_jobs_and_the_clock_wait_for_nobody():
    with confined.turns.of(None, 0), confined.turns.of(None, 0):
        assert not confined.turns.accounts


@pytest.mark.django_db
def test_whose_file_it_is_is_known_by_session_and_by_key(client, monkeypatch):
    rules.load_rules()
    user = user_with("community_secretary", make_district().community)
    seen = []
    monkeypatch.setattr(
        confined, "look_in_turn", lambda *_: seen.append(set(confined.turns.accounts)) or ({"kind": "png"}, b"")
    )
    _, key = access.make_key(user, actor=user, name="取数")
    address, photo = "/api/v1/projects/visits/", {"photos": upload("a.png", image("PNG"))}
    client.post(address, photo, headers={"Authorization": f"Token {key}"})
    client.force_login(user)
    photo["photos"].seek(0)
    client.post(address, photo)
    assert seen == [{user.pk}] * 2


def test_a_forkserver_that_was_killed_is_started_again():
    uploads.check(upload("a.png", image("PNG")))
    first = confined.forkserver.program
    first.kill()
    first.wait()
    assert uploads.check(upload("a.png", image("PNG"))).size
    assert confined.forkserver.program is not first


def test_a_look_may_use_no_more_memory_than_it_is_given(monkeypatch):
    monkeypatch.setitem(uploads.BOUNDS, "memory", 5 * MEGABYTE)
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload("大.jpg", image() + os.urandom(15 * MEGABYTE)))
    assert refusal.value.code == "too_complex"


def test_an_error_nobody_expected_is_a_broken_file(monkeypatch):
    monkeypatch.setitem(uploads.TYPES, "xyz", "application/octet-stream")
    with pytest.raises(ValidationError) as refusal:
        uploads.check(upload("a.xyz", b"1"), extensions=("xyz",))
    assert refusal.value.code == "broken_file"


def test_a_form_that_comes_back_has_its_file_looked_at_once(settings, monkeypatch):
    looked = []
    monkeypatch.setattr(filefield, "check", lambda item, **rules: looked.append(item) or uploads.check(item, **rules))
    good, bad = upload("现场.png", image("PNG")), upload("坏.png", b"MZ")
    form = PhotoForm(MultiValueDict({"title": [""]}), MultiValueDict({"photos": [good, bad]}))
    assert not form.is_valid()
    assert "现场.png" in str(form["photos"])
    assert str(form["photos"]).count("现场.png") == 1
    assert looked == [good, bad]
    assert len(list((settings.UPLOAD_ROOT / "held").iterdir())) == 2  # the picture, and its small one


# ------------------------------------------------------------ workbooks
@pytest.mark.slow
@pytest.mark.django_db
def test_a_roster_of_many_cells_costs_the_worker_next_to_nothing():
    source = io.BytesIO(sheet_of_many_cells())
    assert len(source.getvalue()) < 60_000
    before, spent = memory("VmHWM"), time.process_time()
    found, created, updated = imports.import_rows(DAYS, source, actor=None, dry_run=False)
    copy = workbooks.marked_copy(DAYS, found)
    assert (created, updated) == (0, 0)
    assert not found.is_good
    assert len(copy) < 100_000
    assert memory("VmHWM") - before < 60 * MEGABYTE
    assert time.process_time() - spent < 5


def test_a_sheet_beyond_the_limits_is_refused_in_words(monkeypatch):
    monkeypatch.setitem(books.BOUNDS, "memory", 5 * MEGABYTE)
    with pytest.raises(Refused) as refusal:
        books.read_lines(workbook(*[["2027-02-06", "休息" * 500, None, None]] * 3000), 20_000)
    assert refusal.value.code == "too_complex"


@pytest.mark.slow
def test_a_form_that_reads_a_sheet_waits_for_seconds_only():
    began = time.monotonic()
    with pytest.raises(ValidationError) as refusal:
        read_table(uploads.Checked("名单.xlsx", uploads.EXCEL, sheet_of_many_cells(3000)))
    assert refusal.value.code == "too_complex"
    assert time.monotonic() - began < FEW


def test_files_of_strangers_are_opened_in_the_child_process_only():
    opens = re.compile(r"load_workbook\(|PdfReader\(|Image\.open\(|ZipFile\(")
    apps = [settings.BASE_DIR / name for name in ("governance", "projects", "disputes", "funds", "portal")]
    found = {place.name for app in apps for place in app.rglob("*.py") if opens.search(place.read_text())}
    assert found == {"looks.py", "lines.py", "packages.py"}
