"""Templates as an office writes them, uploaded and confirmed."""

import io

import pytest
from docx import Document

from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.papers.uploads import WORD, Checked
from governance.kernel.steps.errors import BusinessError
from governance.paper_templates import actions
from governance.paper_templates.models import PaperTemplate

GOOD = ("编号：{{ number }}", "督办事项：{{ matter }}", "{% if answer %}办理情况：{{ answer }}{% endif %}")


def word(*lines, head="", rows=()):
    """The bytes of a Word file: lines, a header, and a table of lists of cells."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = head
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def proposed(place, *lines, kind="supervision", data=None, **shape):
    """A template uploaded by the office."""
    file = Checked("督办单模板.docx", WORD, data or word(*(lines or GOOD), **shape))
    return actions.propose(PaperTemplate(), actor=place.office, kind=kind, paper=[file], reason="按新的公文格式")


def used(place, *lines, **options):
    """A template that another person confirmed."""
    return actions.confirm(proposed(place, *lines, **options), actor=place.office2)


def written():
    rows = PaperTemplate.objects.order_by("id").values_list("id", "status", "version")
    return list(rows), Event.objects.count(), Attachment.objects.count()


def refused(code, call, *args, **data):
    """The call is refused with this code and writes nothing; returns the sentence."""
    before = written()
    with pytest.raises(BusinessError) as refusal:
        call(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert written() == before
    return refusal.value.message


def words_of(data):
    """Every text of a paper: body, tables, header and foot."""
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    parts = [*document.paragraphs, *section.header.paragraphs, *section.footer.paragraphs]
    parts += [
        place for table in document.tables for row in table.rows for cell in row.cells for place in cell.paragraphs
    ]
    return "\n".join(part.text for part in parts)
