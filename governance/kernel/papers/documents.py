"""Printed papers: a builder or a Word template becomes .docx bytes, and every print is on record."""

import hashlib
import io
from pathlib import Path

from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.pages.views import kind_name
from governance.kernel.steps import events

from . import files
from .exports import UNPRINTABLE
from .uploads import WORD


def render(source, context, *, code, printed_by, is_form=False):
    """A paper as .docx bytes, with the footer that says what it is, who printed it and when.

    source  -- a builder, fn(paper, **context), or the path of a Word template with {{ fields }}
    code    -- the document's code, "3.8 联席会议纪要"
    is_form -- lay the builder's paper out as a form of mediation
    """
    from .layout import sign_footer  # python-docx is heavy: only processes that make a paper load it
    from .papers import Paper

    if callable(source):
        paper = Paper(is_form=is_form)
        source(paper, **context)
        document = paper.document
    else:
        document = fill_template(source, context)
    sign_footer(document, code=code, printed_by=printed_by, printed_at=clock.now())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def fill_template(template, context):
    """Fill the fields of a Word template; values are text, never markup."""
    from docx import Document
    from docxtpl import DocxTemplate

    word = DocxTemplate(Path(template))
    word.render(printable(context), autoescape=True)
    target = io.BytesIO()
    word.save(target)
    target.seek(0)
    return Document(target)


def printable(value):
    """The same values without characters that no paper can show."""
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(part) for part in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def print_document(source, context, *, obj, actor, code, name, is_form=False, record=None):
    """Render a paper of one row and record that this person printed it; returns the bytes.

    record -- used instead of events.record
    Event "<app>.<model_name>.print" with the code and the fingerprint of the bytes.
    """
    data = render(source, context, code=code, printed_by=actor.signature(), is_form=is_form)
    details = {"document": code, "name": name, "sha256": hashlib.sha256(data).hexdigest()}
    with transaction.atomic():
        (record or events.record)(
            f"{obj._meta.app_label}.{kind_name(type(obj))}.print",
            obj,
            actor=actor,
            data=details,
            label=f"打印{name}"[:60],
        )
    return data


def docx_response(data, name):
    """The paper as a download."""
    return files.file_response(io.BytesIO(data), f"{name}.docx", WORD)
