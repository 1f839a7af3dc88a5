"""How often the delegates must meet: when they last did, by when they must again, and who has to call them.

Source: 居委会组织法 (2025) 28 (half a year); 村委会组织法 (2018) 26(1), (2025) 30 (each quarter).
"""

from dataclasses import dataclass
from datetime import date

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import Rule
from governance.rolls.kinds import Kind
from governance.rolls.models import Roll
from governance.rolls.workflow import FILED

from .models import Deliberation
from .workflow import CALL, STATES

BODIES = {Kind.DELEGATES.value: "residents_delegates", Kind.VILLAGER_DELEGATES.value: "villager_delegates"}
KINDS = {body: kind for kind, body in BODIES.items()}
TASKS = {Kind.DELEGATES.value: "召开居民代表会议", Kind.VILLAGER_DELEGATES.value: "召开村民代表会议"}


@dataclass(frozen=True)
class Session:
    """The last meeting of the delegates of a place, and the last day for the next one.

    last  -- None where none is on record
    since -- the day from which it counts: of the last meeting, else that since which the roll is used, but not before
             the law asked for meetings
    """

    last: Deliberation | None
    since: date
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
    rule = rules.find(f"{body}_session", since) or rules.find(f"{body}_session", max(since, clock.today()))
    if rule is None:
        return None
    since = max(since, rule.valid_from)
    return Session(last, since, rules.due(rule, since), rule)


def meeting_due(roll):
    """What whoever calls the delegates of a roll has to do, since the last meeting."""
    code = f"{BODIES[roll.kind]}_session"
    return Due(code, CALL, TASKS[roll.kind], start=lambda row: session_of(row).since)


def settle_meeting(area_id, kind):
    """Let the deadline of the next meeting run on the roll in use, from the last meeting on, and on no other."""
    rolls = Roll.objects.filter(area=area_id, kind=kind)
    current = rolls.filter(status=FILED, valid_to=None).select_related("area").first()
    session = session_of(current) if current is not None else None
    running = Deadline.objects.open().filter(object_type=Roll._meta.label_lower, task=TASKS[kind])
    kept = False
    for deadline in running.filter(object_id__in=rolls.values("pk")):
        if session is not None and (deadline.object_id, deadline.opened_on) == (current.pk, session.since):
            kept = True
        else:
            reminders.close(rolls.get(pk=deadline.object_id), task=TASKS[kind])
    if session is not None and not kept:
        reminders.begin(current, meeting_due(current))
