"""How a fund's committee voted on one request: counted from its rows, never typed.  Source: domain.md §2.9.

Every member of the committee has one row.  A member who is related to the
matter attends and leaves for the vote (回避): it stays in the whole of which
both shares are taken, as does one who is absent or on leave (请假), so recusals never make a
majority easier; and it never counts as a yes.
Source: 湖南省社区慈善基金设立运行指引（试行）; 慈善法 14.
"""

from collections import Counter
from dataclasses import dataclass

from governance.deliberations import majorities
from governance.deliberations.majorities import Condition

UNIT = "人"
YES, NO, ABSTAIN, RECUSED = "yes", "no", "abstain", "recused"
EXCUSED, ABSENT = "excused", "absent"  # did not come, with leave and without
AWAY = (EXCUSED, ABSENT)


@dataclass(frozen=True)
class Ballot:
    """The members of a committee by what each did."""

    yes: int
    no: int
    abstain: int
    recused: int
    excused: int
    absent: int

    @classmethod
    def of(cls, choices):
        counted = Counter(choices)
        return cls(*(counted[choice] for choice in (YES, NO, ABSTAIN, RECUSED, EXCUSED, ABSENT)))

    @property
    def voters(self):
        """Present and not recused."""
        return self.yes + self.no + self.abstain

    @property
    def present(self):
        return self.voters + self.recused

    @property
    def members(self):
        return self.present + self.excused + self.absent

    @property
    def words(self):
        counted = (("同意", self.yes), ("不同意", self.no), ("弃权", self.abstain), ("回避", self.recused))
        return "、".join(
            f"{label} {n} {UNIT}" for label, n in (*counted, ("请假", self.excused), ("缺席", self.absent)) if n
        )

    def quorum(self, threshold):
        """The condition for the committee to be quorate."""
        label = f"到会（含回避 {self.recused} {UNIT}）" if self.recused else "到会"
        return Condition(label, UNIT, self.present, self.members, threshold.quorum)

    def majority(self, threshold):
        """The condition for the request to pass."""
        whole = self.members if threshold.base == "all" else self.voters
        return Condition("同意", UNIT, self.yes, whole, threshold.passing)

    def conditions(self, threshold):
        return [self.quorum(threshold), self.majority(threshold)]

    def passes(self, threshold):
        return majorities.all_met(self.conditions(threshold))
