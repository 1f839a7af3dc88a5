"""How often the delegates must meet: when they last did, and by when they must again.

Source: 居委会组织法 (2025) 28 (half a year); 村委会组织法 (2025) 30 (each quarter).
"""

from dataclasses import dataclass
from datetime import date

from governance.kernel.clock import clock, rules
from governance.kernel.models.rules import Rule
from governance.rolls.kinds import Kind

from .models import Deliberation
from .workflow import STATES

BODIES = {Kind.DELEGATES.value: "residents_delegates", Kind.VILLAGER_DELEGATES.value: "villager_delegates"}


@dataclass(frozen=True)
class Session:
    """The last meeting of the delegates of a place, and the last day for the next one.

    last -- None where none is on record: then it counts from the day since which the roll is used
    """

    last: Deliberation | None
    next_until: date
    rule: Rule

    @property
    def is_late(self):
        return self.next_until < clock.today()


def session_of(roll):
    """The Session of the delegates whom a filed roll lists; None for any other roll, and where no rule counts."""
    body = BODIES.get(roll.kind)
    if body is None or not roll.is_filed:
        return None
    met = Deliberation.objects.filter(body=body, area=roll.area_id, is_quorate=True, status__in=STATES.group("counted"))
    last = met.order_by("-held_on", "-id").first()
    since = last.held_on if last else roll.valid_from
    rule = rules.find(f"{body}_session", since)
    return Session(last, rules.due(rule, since), rule) if rule else None
