"""A result counted once more by what the registers say now of the day of its meeting.

The votes stay as they were recorded; who was entitled may have become more, and whoever signed a list without standing
on the roll of now, has no vote by it.  What passed then and would not pass so is not upheld, takes no effect, and is
reviewed without anybody asking for it.
Source: 民法典 278(2); domain.md §2.7, §2.7a.
"""

from copy import copy

from . import majorities, registers
from .bases import needs_roll
from .tallying import ballots_on, count_list

NO_ROLL = "没有在召开当日有效的名册，不能认定表决结果；请先将召开当日有效的名册登记备案"


def recount(deliberation):
    """[(motion, whether it passes now, its formula)] by the registers of now; [] where they say what counted.

    Also [] where they have no roll of the day.
    """
    change, found = registers.compare(deliberation)
    return counted_by(deliberation, found) if change and found is not None else []


def counted_by(deliberation, found):
    """The same by an Electorate, whatever counted."""
    row, motions = copy(deliberation), list(deliberation.motions.all())
    row.roll_id, row.roll_heads, row.roll_area = found.roll.pk, found.heads, found.area
    if (ballots := list(deliberation.ballots.all())) and found.roll.pk != deliberation.roll_id:
        motions = [copy(motion) for motion in motions]
        count_list(row, row.threshold(), motions, ballots_on(found.roll, ballots))
    quorum = row.quorum()
    is_quorate = majorities.is_quorate(row.threshold(), quorum)
    counted = []
    for motion in motions:
        conditions = motion.conditions(row)
        passes = bool(is_quorate and majorities.all_met(conditions))
        counted.append((motion, passes, "；".join(one.sentence for one in [*quorum, *conditions])))
    return counted


def shortfall(deliberation):
    """Why the result would not be the same by the registers of now; "" where all that passed would pass."""
    change, found = registers.compare(deliberation)
    if not change or not deliberation.passes_something:
        return ""
    if found is None:
        return NO_ROLL if needs_roll(deliberation.body) else ""
    lost = [motion for motion, passes, _ in counted_by(deliberation, found) if motion.passed and not passes]
    if not lost:
        return ""
    named = "、".join(f"第 {motion.no} 项" for motion in lost)
    return f"按召开当日有效的名册重新计算，{named}达不到规定比例，结果不能维持"
