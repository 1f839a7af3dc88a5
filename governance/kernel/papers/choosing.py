"""What somebody decides about the rows of a comparison before they are written."""

from django.db import transaction

from governance.kernel.models.imports import Comparison, Outcome
from governance.kernel.models.jobs import JobState
from governance.kernel.steps.errors import Refused


def leave_out(comparison, rows, is_left):
    """Leave rows of a comparison out of the import, or take them in again.  Refuses written_already."""
    with transaction.atomic():
        keep_open(comparison)
        rows.exclude(outcome__in=(Outcome.REFUSED, Outcome.SAME)).update(is_left_out=is_left)


def answer(comparison, number, word):
    """Answer the question about one row; another answer takes its place.  Refuses written_already, no_such_answer."""
    with transaction.atomic():
        keep_open(comparison)
        row = comparison.rows.filter(number=number, outcome=Outcome.ASKED).first() if number else None
        if row is None or word not in row.told["answers"]:
            raise Refused("这一行没有这样的问题，请刷新后再看", "no_such_answer")
        comparison.rows.filter(pk=row.pk).update(answer=word, is_left_out=False)


def keep_open(comparison):
    """Lock the comparison; refuse one whose rows are written, or about to be."""
    locked = Comparison.objects.select_for_update(of=("self",)).select_related("writing").get(pk=comparison.pk)
    if locked.writing is not None and locked.writing.state != JobState.FAILED:
        raise Refused("这张表已经保存过，不能再改", "written_already")
