"""The day on which a result is posted: asked before the votes are written, also where one form does both.

Source: domain.md §2.7.
"""

from governance.deliberations import publicity
from governance.deliberations.grounds import GROUNDS
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.faults import refuse_all


@DELIBERATION.entry_rule("publicise")
def posted_after_the_meeting(deliberation, *, held_on, publicised_on=None):
    """A result is posted between its meeting and today.  Refuses publicised_before_held, publicised_in_future."""
    day = publicised_on or clock.today()
    refuse_all(
        lambda: refuse_before_meeting(deliberation, day, held_on),
        lambda: refuse_future(day, "publicised_on", "公示开始日期不能晚于今天，张贴后再登记", "publicised_in_future"),
    )


def refuse_before_meeting(deliberation, day, held_on):
    if held_on is not None and day < held_on:
        raise GROUNDS.refused(
            "公示开始日期不能早于召开日期，会后才有结果可以公布",
            "publicised_before_held",
            by=publicity.publicity_rule(deliberation).basis,
            field="publicised_on",
        )
