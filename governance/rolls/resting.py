"""What was counted by the rolls of a place: a later concept names its results under which a version filed late slides.

A version may begin on a day before today, where its filing is entered late.  What was counted on a day of its term
keeps its numbers; whoever files the version is told of each before, and confirms that it has to be reviewed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from governance.kernel.clock import clock

from .models import Roll

SOURCES = []
SHOWN = 20  # named in one sentence


@dataclass(frozen=True)
class Resting:
    """One result that was counted with other numbers than a roll has.

    on -- the day of the meeting
    """

    on: date
    name: str

    @property
    def words(self):
        """3月10日“增设楼道照明”（应到 453 户）."""
        return f"{clock.zh_near(self.on)}{self.name}"


def rests_on_rolls(source):
    """Register fn(roll, since) -> iterable of Resting: counted from that day on, otherwise than the roll would have."""
    SOURCES.append(source)
    return source


def resting_under(roll, since):
    """All that was counted from a day on otherwise than by this version, the oldest first."""
    found = [one for source in SOURCES for one in source(roll, since)]
    return sorted(found, key=lambda one: (one.on, one.name))


def earliest_start(roll):
    """The first day from which a version may begin: not before its rows are true, and after the version before."""
    before = Roll.objects.newest_before(roll)
    return max(roll.as_of, before.valid_from + timedelta(1)) if before else roll.as_of


def in_words(resting):
    """All of them in one sentence."""
    left = len(resting) - SHOWN
    words = "；".join(one.words for one in resting[:SHOWN])
    return f"{words}；还有 {left:,} 次，略" if left > 0 else words
