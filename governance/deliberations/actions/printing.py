"""The papers of a deliberation, printed with an event: the notice that calls it, the result that is posted."""

from governance.deliberations import majorities
from governance.deliberations.papers.consultations import consultation_paper
from governance.deliberations.papers.results import (
    CODE,
    NOTICE_CODE,
    notice_paper,
    notice_title_of,
    result_paper,
    title_of,
)
from governance.kernel.papers.documents import print_document

from .notice import as_announced, notice_words


def print_notice(deliberation, *, actor):
    """The bytes of the paper that calls the meeting, as it was posted; event `governance.deliberation.print`."""
    posted = as_announced(deliberation)
    context = {"deliberation": posted, "notice_period": notice_words(posted)}
    name = notice_title_of(posted)
    return print_document(notice_paper, context, obj=deliberation, actor=actor, code=NOTICE_CODE, name=name)


def print_result(deliberation, *, actor):
    """The bytes of the paper with the result; event `governance.deliberation.print`."""
    context = {"deliberation": deliberation}
    name = title_of(deliberation)
    source = consultation_paper if deliberation.body in majorities.CONSULTING else result_paper
    return print_document(source, context, obj=deliberation, actor=actor, code=CODE, name=name)
