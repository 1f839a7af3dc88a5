"""What a proposed version would do to deadlines that run already."""

from governance.kernel.clock import recounts
from governance.kernel.figures.formats import iso_day
from governance.kernel.models.deadlines import Deadline

from .recounting import in_order

SHOWN = 20  # lines of the event; the page shows all


def affected(rule):
    """[recounts.Move] of the running deadlines that began while this version is in force and would end on another day.

    Left out are deadlines whose day no rule counted.  Some keep their day
    whatever is decided (`recounts.is_kept`): a right, a minimum period and a
    duty that somebody was reminded of never come earlier.
    """
    if not rule.is_period:
        return []
    running = in_order(Deadline.objects.counted_within(rule))
    return [move for deadline in running if (move := recounts.counted_anew(deadline, rule)) is not None]


def movable(found):
    """Those of `affected` whose day may be counted again."""
    return [move for move in found if not recounts.is_kept(move)]


def facts_of(kept):
    """The deadlines that keep their day, as lines of an event."""
    if not kept:
        return []
    lines = [
        f"{move.deadline.title}（{move.deadline.task}）{iso_day(move.old)}，按新版本为 {iso_day(move.new)}"
        for move in kept[:SHOWN]
    ]
    more = [f"等共 {len(kept)} 项"] if len(kept) > SHOWN else []
    return [["保持原到期日的期限", "；".join([*lines, *more])]]
