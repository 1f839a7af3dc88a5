"""The form of the count, with the result as it will be: a slip of the hand is seen before the result stands."""

import copy

from governance.deliberations.bases import roll_shortfall
from governance.deliberations.results import count_motions, told
from governance.kernel.steps.forms import NoteForm


class CountForm(NoteForm):
    """The quorum, every motion and the result, as the count will find them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk and self.obj.present is not None:
            self.preview = preview(self.obj)


def preview(deliberation):
    """The sentences of the result that a count would give now; nothing of the row changes."""
    row, motions = copy.copy(deliberation), list(deliberation.motions.all())
    count_motions(row, motions)
    shortfall = roll_shortfall(row, motions)
    notes = [f"{words}。" for words in (row.base_note, shortfall) if words]
    found = [f"{row.roll_text}。", *notes, *(f"{one.sentence}。" for one in row.quorum())]
    for motion in motions:
        found += [f"第 {motion.no} 项 {motion.text}：{one.sentence}。" for one in motion.conditions(row)]
    results = "；".join(f"第 {motion.no} 项{row.word(motion.passed)}" for motion in motions)
    is_one = row.is_inquorate or row.threshold().is_unanimous
    return [*found, f"计票结果为{told(row, motions) if is_one else results}。数字有误的，请先更正登记。"]
