"""What the posting of a result says of its days: until when it hangs, from when it is in force, what stops it."""

from governance.kernel.clock import certainty, clock
from governance.kernel.figures.formats import provisional

from . import publicity
from .workflow import CHALLENGED, OVERTURNED, UNVERIFIED, VOID


class Hanging:
    """The days of a posted result, for pages, papers and what rests on it.  Source: domain.md §2.7."""

    @property
    def publicity_is_provisional(self):
        """Whether the last day of the publicity may still change with the work calendar."""
        return certainty.is_provisional("deliberation_publish", self.publicised_on, self.publicity_until)

    @property
    def publicity_end(self):
        """The last day of the publicity in words: 3月5日, marked while it may still change."""
        return provisional(clock.zh_near(self.publicity_until), self.publicity_is_provisional)

    @property
    def effective_on(self):
        """The day from which the result is in force; None before the publicity, while it stops or awaits another
        person's look, and where it ended."""
        waits = (UNVERIFIED, CHALLENGED, VOID, OVERTURNED)
        is_publicised = self.publicity_until is not None and self.status not in waits
        return publicity.effective_on(self) if is_publicised else None

    @property
    def passes_something(self):
        """Whether at least one of its motions passed."""
        return self.passed or any(motion.passed for motion in self.motions.all())

    @property
    def effect_is_provisional(self):
        """Whether that day may still change with the work calendar."""
        return self.effective_on is not None and publicity.effect_is_provisional(self)

    @property
    def halt(self):
        """Why nothing more may be built on this result; "" while it stands."""
        return publicity.halt(self)
