"""Deadlines that open and close with the workflow."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from governance.kernel.models import statements
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import Unit

from . import clock, rules
from .ladders import next_rung_on

ENDED = []
LASTING = {}  # (rule, task) -> Due whose state ends by itself, later than the period that its rule counts
CAPPED = {}  # (rule, task) -> Due whose day never lies after a day of the row itself
STAND_INS = defaultdict(set)  # permission -> those whose holders may be named in place of its own


@dataclass(frozen=True)
class Due:
    """What begins to run when a row enters a state.

    rule       -- code of the dated rule that sets the day; "" when none does
    permission -- who must act: holders over the row's area
    task       -- the words on the work page ("社区初审")
    assignee   -- fn(obj) -> User, an id, a query for one id (or `asked_at`), or None: one person instead of all,
                  as long as that person may act
    start      -- fn(obj) -> the day it counts from, when not today
    column     -- name of the row's own column that holds the day counted by the rule, lengthened or not:
                  a recount writes it, too
    agreed     -- the column may hold a day that people agreed on instead of the rule's: that one stays
    stand_in   -- permission of those who may be named although they do not hold the first: they have their own step
    due        -- fn(obj) -> the day itself, where no rule counts it
    ends       -- fn(obj) -> the day on which the state ends by itself, where that is after the day in `column`:
                  nobody is late before it
    latest     -- fn(obj) -> the last day on which the step can still be taken, a day that people set, or None: what the
                  rule counts never lies after it; without meaning where it has passed when the period begins
    """

    rule: str
    permission: str
    task: str
    assignee: Callable | None = None
    start: Callable | None = None
    due: Callable | None = None
    column: str = ""
    agreed: bool = False
    stand_in: str = ""
    ends: Callable | None = None
    latest: Callable | None = None

    def __post_init__(self):
        if self.ends:
            LASTING[self.rule, self.task] = self
        if self.latest:
            CAPPED[self.rule, self.task] = self
        if self.stand_in:
            STAND_INS[self.permission].add(self.stand_in)

    def days_of(self, obj, start):
        """(the day of a row, the day that the rule alone counts or None where it does not set this day)."""
        if not self.column and self.due is not None:
            return self.due(obj), None
        own = getattr(obj, self.column) if self.column else None
        if not self.rule or (own is not None and rules.find(self.rule, start) is None):
            return own, None
        counted = rules.deadline(self.rule, start)
        if self.ends:
            return self.ends(obj), counted
        if self.latest and (capped := self.capped(obj, counted, start)) != counted:
            return capped, None
        return own or counted, None if self.agreed and own not in (None, counted) else counted

    def capped(self, obj, day, start):
        """The day that a rule counts from `start`, or the last on which the step can be taken, if that comes first.

        Of a period of working days it is a working day, where there is one since the start.
        """
        last = self.latest(obj)
        if last is None or not start <= last < day:
            return day
        rule = rules.find(self.rule, start)
        if rule is not None and rule.unit == Unit.WORKDAYS and not clock.is_workday(last):
            before = clock.add_workdays(last, -1)
            return before if start <= before else last
        return last

    def anchor(self, obj):
        """The days of the row from which this deadline follows: where they change, so does its day."""
        return [find(obj) for find in (self.start, self.due, self.latest) if find]


@dataclass(frozen=True)
class Ended:
    """A deadline that has just been closed; `followed_n` rows of other concepts depend on it."""

    pk: int
    rule: str
    task: str
    followed_n: int
    opened_on: date
    counted_on: date | None
    due_on: date | None

    def keeps(self, deadline):
        """Whether its period goes on in another deadline: by one rule, from one day, with the same count."""
        period = (self.rule, self.opened_on, self.counted_on)
        return self.due_on is not None and period == (deadline.rule, deadline.opened_on, deadline.counted_on)


def on_end(handler):
    """Register fn(Ended, begun): a deadline on which other rows depend was closed in this transaction.

    begun -- the Deadline by which the same duty continues, or None
    """
    ENDED.append(handler)
    return handler


def anchor(workflow, obj):
    """The days of a row on which the deadline of its present state rests; None without a deadline."""
    due = workflow.deadlines.get(workflow.state(obj))
    return due and due.anchor(obj)


def move(workflow, obj, state, is_new=False):
    """The row entered `state`: close the deadlines of the last state, open that of the new one."""
    ended = [] if is_new else end(obj)  # nothing ran for a new one
    due = workflow.deadlines.get(state)
    begun = begin(obj, due, ended) if due is not None else None
    tell_ended(ended, begun)


def close(obj, task=None):
    """Close the deadlines of this row (or only of this task), with their handlers."""
    tell_ended(end(obj, task), None)


END = """
UPDATE governance_deadline SET closed_at = %s, next_rung_on = NULL
WHERE closed_at IS NULL AND object_type = %s AND object_id = %s AND (%s = '' OR task = %s)
RETURNING id, rule, task, followed_n, opened_on, counted_on, due_on
"""


NEXT_OCCURRENCE = """
SELECT 1 + coalesce(max(occurrence), 0) FROM governance_deadline
WHERE object_type = %s AND object_id = %s AND rule = %s AND task = %s
"""


def end(obj, task=None):
    """Close the open deadlines of a row (or only of this task): [Ended], in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(END, [clock.now(), obj._meta.label_lower, obj.pk, task or "", task or ""])
        return [Ended(*row) for row in cursor.fetchall()]


def tell_ended(ended, begun):
    """Call the handlers of `on_end` for each closed deadline on which other rows depend."""
    for closed in ended:
        if closed.followed_n:
            continues = begun is not None and (begun.rule, begun.task) == (closed.rule, closed.task)
            for handler in ENDED:
                handler(closed, begun if continues else None)


def begin(obj, due, ended=()):
    """Open the deadline that `due` describes, with its ladder, on the nearest desk: one statement.

    Occurrence, desk and person are found by the INSERT itself; on the returned
    row they are deferred, so that they are read from the database only where they are needed.

    ended -- [Ended] of the state before: where the same period goes on, the days for which it was stopped stay in it
    """
    deadline = unsaved_deadline(obj, due, (due.start(obj) if due.start else None) or clock.today())
    kept = [one.due_on for one in ended if one.keeps(deadline)]
    if deadline.counted_on is not None and kept and max(kept) > deadline.due_on:
        deadline.due_on = max(kept)
        deadline.next_rung_on = next_rung_on(deadline, after=None)
    assignee = due.assignee(obj) if due.assignee else None
    path = (getattr(obj, "event_area", None) or obj.area).path
    of_same = [deadline.object_type, deadline.object_id, due.rule, due.task]
    deadline.occurrence = RawSQL(NEXT_OCCURRENCE, of_same, output_field=Deadline._meta.get_field("occurrence"))
    deadline.desk_id = get_user_model().objects.asked_at("desk", due.permission, path)
    if assignee is not None:
        deadline.assignee_id = named_or_nobody(assignee, due.permission, path)
    with connection.execute_wrapper(as_prepared):  # to plan it costs more than to do it
        deadline.save()
    return with_deferred(deadline, ("occurrence", "desk_id", "assignee_id"))


def as_prepared(execute, sql, params, many, context):
    """What is executed, as a statement that the server keeps its plan of."""
    return statements.run(lambda *told: execute(*told, many, context), context["connection"], sql, params)


def named_or_nobody(assignee, permission, path):
    """The account, or the one that a query finds, if it may act there: else nobody is named, and it is the desk's."""
    users = get_user_model().objects
    able = [users.asked_at("able", held, path) for held in sorted(may_be_named(permission))]
    among = " OR ".join(f"named.id IN ({one.sql})" for one in able)
    try:
        sql, params = sql_of(assignee)
    except EmptyResultSet:
        return None
    params = [*params, *(value for one in able for value in one.params)]
    return RawSQL(f"SELECT id FROM ({sql}) AS named(id) WHERE {among} LIMIT 1", params)


def sql_of(assignee):
    """(SQL, parameters) of the key of an account, or of a query for one.  Raises EmptyResultSet for a query of none."""
    if isinstance(assignee, QuerySet):
        return assignee.query.sql_with_params()
    return (
        (assignee.sql, assignee.params)
        if isinstance(assignee, RawSQL)
        else ("SELECT %s", [getattr(assignee, "pk", assignee)])
    )


def may_be_named(permission):
    """The permissions whose holders may be named on a deadline of this one."""
    return {permission, *STAND_INS[permission]}


def with_deferred(row, names):
    """The saved row again, with these columns to be read from the database on first use."""
    fields = [field.attname for field in row._meta.concrete_fields if field.attname not in names]
    return type(row).from_db(row._state.db, fields, [getattr(row, name) for name in fields])


def unsaved_deadline(obj, due, start):
    """The deadline `due` of a row since a day, with its ladder: not saved, on no desk, assigned to nobody."""
    due_on, counted_on = due.days_of(obj, start)
    deadline = Deadline(
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        rule=due.rule,
        title=str(obj)[:120],
        number=getattr(obj, "number", "") or "",
        task=due.task,
        url=obj.get_absolute_url(),
        permission=due.permission,
        area_id=getattr(obj, "event_area_id", None) or obj.area_id,
        opened_on=start,
        due_on=due_on,
        counted_on=counted_on,
        counted_by=rules.find(due.rule, start) if counted_on is not None else None,
        day_column=due.column if counted_on is not None else "",
    )
    deadline.next_rung_on = next_rung_on(deadline, after=None)
    return deadline
