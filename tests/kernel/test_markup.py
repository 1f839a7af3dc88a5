"""No part of an Office package declares a document type: neither what is read here nor what is handed out."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from governance.kernel.papers import books, uploads
from governance.kernel.steps.errors import Refused
from tests.kernel.samples import docx, repack, upload, xlsx

FETCHED = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>'
NAMED = '<!DOCTYPE a SYSTEM "http://example.net/a.dtd"><a/>'
GROWING = '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>'
PARTS = {
    "docx": ("customXml/item9.xml", "word/_rels/other.xml.rels", "word/Theme/Theme1.XML", "word/media/picture.svg"),
    "xlsx": ("xl/styles2.xml", "xl/drawings/vmlDrawing1.vml", "docProps/other.xml", "xl/embeddings/object.bin"),
}
WORDS = "文档类型声明"


def made(kind, part, content):
    return repack({"docx": docx, "xlsx": xlsx}[kind](), {part: content})


@pytest.mark.parametrize(("kind", "part"), [(kind, part) for kind, parts in PARTS.items() for part in parts])
def test_a_declaration_in_any_part_is_refused(kind, part):
    with pytest.raises(ValidationError, match=WORDS) as refusal:
        uploads.check(upload(f"a.{kind}", made(kind, part, FETCHED)))
    assert refusal.value.code == "active_content"


@pytest.mark.parametrize("content", [FETCHED, NAMED, GROWING, f"<!--{'x' * 200_000}-->{NAMED}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_declaration_in_any_encoding_is_refused(content, encoding):
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n'
    data = made("docx", "word/footnotes.xml", (head + content).encode(encoding))
    with pytest.raises(ValidationError, match=WORDS):
        uploads.check(upload("a.docx", data))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
        '<?xml version="1.0" encoding="utf-32"?>'.encode("utf-32") + FETCHED.encode("utf-32"),
        b'<?xml version="1.0" encoding="gb2312"?>' + FETCHED.encode(),
    ],
)
@pytest.mark.parametrize("part", ["word/footnotes.xml", "word/footnotes.dat"])
def test_an_encoding_that_hides_a_declaration_is_refused(part, content):
    with pytest.raises(ValidationError, match="内部结构有误"):
        uploads.check(upload("a.docx", made("docx", part, content)))


@pytest.mark.parametrize("content", [b"<a", b"no markup", b""])
def test_a_part_that_is_called_xml_and_is_none_is_refused(content):
    with pytest.raises(ValidationError, match="内部结构有误"):
        uploads.check(upload("a.docx", made("docx", "word/footnotes.xml", content)))


def test_what_stands_in_the_text_is_no_declaration():
    told = '<?xml version="1.0"?><!-- <!DOCTYPE a> --><a>&lt;!DOCTYPE a&gt;<![CDATA[<!DOCTYPE a>]]></a>'
    assert uploads.check(upload("a.docx", made("docx", "customXml/item9.xml", told))).name == "a.docx"
    assert uploads.check(upload("a.docx", made("docx", "word/media/note.txt", "< 3 户")))


def test_a_workbook_that_is_read_without_an_upload_is_looked_at_too():
    """The main part of the workbook, by which a reader would begin."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = content.replace(b"<workbook", b'<!DOCTYPE workbook SYSTEM "a.dtd"><workbook', 1)
            target.writestr(part.filename, content)
    assert books.read_lines(ContentFile(xlsx()), 10)
    with pytest.raises(Refused, match="表格无法打开"):
        books.read_lines(ContentFile(out.getvalue()), 10)
