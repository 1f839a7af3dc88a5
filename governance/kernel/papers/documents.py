"""Printed papers: a builder, or the office's own template, becomes .docx bytes, and every print is on record."""

import hashlib
import io

import structlog
from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.figures.formats import zhtime
from governance.kernel.pages.views import kind_name
from governance.kernel.steps import events
from governance.kernel.steps.errors import Refused

from . import files, templates
from .kinds import template_in_use
from .stored_files import FileMissing, NotAsKept
from .uploads import WORD

log = structlog.get_logger(__name__)


def foot_of(name, printed_by):
    """The line below each page: what the paper is, who printed it and when."""
    return f"{name}　打印人：{printed_by}　打印时间：{zhtime(clock.now(), 'full')}"


def render(write, context, *, name, printed_by, is_form=False):
    """A paper in the portal's own layout as .docx bytes, with the footer of `foot_of`.

    write   -- a builder, fn(paper, **context)
    name    -- what the paper is, 联席会议纪要
    is_form -- lay the paper out as a form of mediation
    """
    from .layout import sign_footer  # python-docx is heavy: only processes that make a paper load it
    from .papers import Paper

    paper = Paper(is_form=is_form)
    write(paper, **context)
    sign_footer(paper.document, foot_of(name, printed_by))
    return paper.bytes()


def print_document(kind, context, *, obj, actor, name="", record=None):
    """Render a paper of one row and record that this person printed it; returns the bytes.

    kind   -- PaperKind
    name   -- what this one is called, where the kind has several names
    record -- used instead of events.record

    The office's own template is used where there is one; where it cannot be filled, the portal's layout is, and the
    event says so.  Raises Refused (busy) while too many files are looked at.
    Event "<app>.<model_name>.print" with the paper, the template's number (0: the portal's layout) and the fingerprint
    of the bytes.
    """
    name = name or kind.name
    data, used = written(kind, context, name, actor.signature())
    details = {"document": kind.name, "name": name, "sha256": hashlib.sha256(data).hexdigest(), **used}
    with transaction.atomic():
        (record or events.record)(
            f"{obj._meta.app_label}.{kind_name(type(obj))}.print",
            obj,
            actor=actor,
            data=details,
            label=f"打印{name}"[:60],
        )
    return data


def written(kind, context, name, printed_by):
    """(the paper's bytes, what the event says of the template that was used)."""
    template = template_in_use(kind.code)
    used = {"template": 0}
    if template is not None:
        try:
            paper = templates.fill(kind, template.read(), kind.values_of(context), foot_of(name, printed_by))
        except (Refused, FileMissing, NotAsKept) as reason:
            if reason.code == "busy":
                raise
            log.warning("template_not_filled", kind=kind.code, template=template.no, fault=reason.code)
            told = f"第 {template.no} 版没有填成，按系统版式打印"
            used |= {"template_fault": reason.code, "facts": [["文书模板", told]]}
        else:
            return paper, {"template": template.no, "facts": [["文书模板", f"第 {template.no} 版"]]}
    return render(kind.write, context, name=name, printed_by=printed_by, is_form=kind.is_form), used


def docx_response(data, name):
    """The paper as a download."""
    return files.file_response(io.BytesIO(data), f"{name}.docx", WORD)
