"""What a proposed version would do to deadlines that run already."""

from dataclasses import dataclass
from datetime import date

from governance.kernel.clock import rules
from governance.kernel.clock.validity import holds_on
from governance.kernel.figures.formats import iso_day
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import Rule

SHOWN = 20  # lines of the event; the page shows all


@dataclass(frozen=True)
class Moved:
    """One running deadline, and the day that the version would give it."""

    deadline: Deadline
    due_on: date


def affected(rule):
    """The running deadlines of this rule that began on or after its first day and would end on another day: [Moved].

    Left out: deadlines whose day the rule did not set (a row's own day, a clock
    that was stopped and ran on).
    """
    if not rule.is_period:
        return []
    running = Deadline.objects.open().filter(
        rule=rule.code, opened_on__gte=rule.valid_from, due_on__isnull=False, stopped_on=None
    )
    versions = list(Rule.objects.standing().filter(code=rule.code).exclude(pk=rule.pk))
    moved = []
    for deadline in running.select_related("area").order_by("due_on", "id"):
        old = next((one for one in versions if holds_on(one, deadline.opened_on)), None)
        if old is None or rules.due(old, deadline.opened_on) != deadline.due_on:
            continue
        new = rules.due(rule, deadline.opened_on)
        if new != deadline.due_on:
            moved.append(Moved(deadline, new))
    return moved


def facts_of(moved):
    """The affected deadlines as lines of an event: they keep their day."""
    if not moved:
        return []
    lines = [
        f"{one.deadline.title}（{one.deadline.task}）{iso_day(one.deadline.due_on)}，按新版本为 {iso_day(one.due_on)}"
        for one in moved[:SHOWN]
    ]
    more = [f"等共 {len(moved)} 项"] if len(moved) > SHOWN else []
    return [["保持原到期日的期限", "；".join([*lines, *more])]]
