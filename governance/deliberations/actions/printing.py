"""The papers of a deliberation, printed with an event: the notice that calls it, the result that is posted."""

from governance.deliberations import majorities
from governance.deliberations.papers.results import notice_title_of, title_of
from governance.deliberations.papers.said import CONSULTATION, NOTICE, RESULT
from governance.kernel.papers.documents import print_document

from .notice import as_announced, notice_words


def print_notice(deliberation, *, actor):
    """The bytes of the paper that calls the meeting, as it was posted; event `governance.deliberation.print`."""
    posted = as_announced(deliberation)
    context = {"deliberation": posted, "notice_period": notice_words(posted)}
    name = notice_title_of(posted)
    return print_document(NOTICE, context, obj=deliberation, actor=actor, name=name)


def print_result(deliberation, *, actor):
    """The bytes of the paper with the result; event `governance.deliberation.print`."""
    context = {"deliberation": deliberation}
    name = title_of(deliberation)
    kind = CONSULTATION if deliberation.body in majorities.CONSULTING else RESULT
    return print_document(kind, context, obj=deliberation, actor=actor, name=name)
