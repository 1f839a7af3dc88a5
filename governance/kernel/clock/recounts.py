"""Counting running deadlines again after the work calendar has changed: a year was confirmed, a day corrected.

Each open deadline whose day a rule counted is counted again from its own
start, by the version of the rule that counted it (`Deadline.counted_by`): a
version that was published later and begins before that start changes nothing
until somebody decides so (`by`), when the version is confirmed.  What the new count differs
from the old one (`Deadline.counted_on`) is added to the day that stands
(`due_on`): days by which a period was stopped or lengthened since stay in it,
and a day that people agreed on or planned is left alone.  The end then lies
where the rule lets it lie, never on a holiday where the rule moves on.

Nothing is shortened: a right, a minimum period and a duty of which somebody
was reminded already keep the later day.  Counting twice changes nothing.
Source: domain.md §0; 民法典 203; law on periods as in `clock.due_date`.
"""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction

from governance.kernel.figures.formats import zhdate
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.models.rules import Nature, Rule, RuleKind, Unit
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock, save_valid

from . import clock, ladders, rules, workdays
from .messages import write_notices
from .reminders import CAPPED, LASTING

LABEL = "重新计算期限"


@dataclass(frozen=True)
class Move:
    """A deadline whose day moves: the day it has, the day it gets, the rule's own new day, and the version."""

    deadline: Deadline
    old: date
    new: date
    counted: date
    rule: Rule


def preview(deadlines, by=None):
    """[Move] of those of these deadlines that would move by the calendar as it stands; nothing is written.

    by -- the version of their rule to count by; None: each by the version that counted it
    """
    return [move for deadline in deadlines if (move := moved(deadline, by)) is not None]


def moved(deadline, by=None):
    """The Move of one open deadline, or None where its day stays."""
    move = counted_anew(deadline, by)
    return None if move is None or is_kept(move) else move


def counted_anew(deadline, by=None):
    """The Move of one open deadline by its count alone, whatever was promised; None where the day is the same."""
    if deadline.closed_at is not None or deadline.counted_on is None or deadline.due_on is None:
        return None
    rule = by or version_of(deadline)
    if rule is None:
        return None
    counted = rules.due(rule, deadline.opened_on)
    lasting = LASTING.get((deadline.rule, deadline.task))
    if lasting is not None:
        obj = row_of(deadline)
        setattr(obj, lasting.column, shifted(deadline, getattr(obj, lasting.column), counted, rule))
        new = lasting.ends(obj)
    else:
        new = shifted(deadline, deadline.due_on, counted, rule)
    if capped := CAPPED.get((deadline.rule, deadline.task)):
        new = capped.capped(row_of(deadline), new, deadline.opened_on)
    return None if new == deadline.due_on else Move(deadline, deadline.due_on, new, counted, rule)


def row_of(deadline):
    """The row that a deadline is about."""
    return apps.get_model(deadline.object_type)._base_manager.get(pk=deadline.object_id)


def shifted(deadline, day, counted, rule):
    """A day that rests on the counted one, after the new count: it lies where the rule lets it lie.

    The end of a period of working days is one, whatever else was added to it.
    """
    new = day + (counted - deadline.counted_on)
    moves = "rest_day" if rule.unit == Unit.WORKDAYS else rule.moves
    return workdays.calendar().settle(new, moves) if new > deadline.opened_on else new


def version_of(deadline):
    """The version of the rule that counted a deadline; where it was taken back, the one in force at its start."""
    known = deadline.counted_by_id and rules.version(deadline.rule, deadline.counted_by_id)
    return known or rules.find(deadline.rule, deadline.opened_on)


def is_kept(move):
    """Whether the day stays all the same, for it would come earlier and was promised."""
    return move.new < move.old and is_promised(move.deadline, move.rule)


def is_promised(deadline, rule):
    """Whether the day may not come earlier: a right, a minimum period, or a duty somebody was reminded of."""
    is_right = rule.nature == Nature.RIGHT or rule.kind in (RuleKind.RIGHT, RuleKind.MINIMUM)
    return is_right or deadline.rung is not None


def missed(obj, due):
    """By how much the calendar has moved a period of a row while it was interrupted and no deadline ran.

    For the step that lets the period continue: the last deadline `due` of the
    row tells what was counted when it stopped.  A period does not get shorter.
    """
    last = Deadline.objects.filter(
        object_type=obj._meta.label_lower, object_id=obj.pk, rule=due.rule, task=due.task, counted_on__isnull=False
    ).order_by("-occurrence")
    known = last.first()
    if known is None or (rule := version_of(known)) is None:
        return 0
    return max(0, (rules.due(rule, known.opened_on) - known.counted_on).days)


def recount(deadlines, *, actor, why, by=None):
    """Move the deadlines that the calendar or a version of their rule moves; returns [Move] as they were written.

    why -- what happened, as the sentence on the timeline begins ("2027 年工作日历确认")
    by  -- as in `preview`

    In one transaction: each deadline is locked and judged afresh, so a second
    run finds nothing to do.  Written are the deadline, its ladder, the
    object's own column where it keeps one (`Due.column`), an event
    `governance.deadline.recount` on the object's timeline, and a message to
    those who must act.
    """
    wanted = [move.deadline.pk for move in preview(deadlines, by)]
    with transaction.atomic():
        rows = Deadline.objects.open().filter(pk__in=wanted).order_by("pk")
        moves = preview(rows.select_for_update(of=("self",)).select_related("area"), by)
        directory = get_user_model().objects.directory() if moves else None
        notices = []
        for move in moves:
            write(move, actor, f"{why}，期限由{zhdate(move.old, 'full')}改为{zhdate(move.new, 'full')}")
            notices += notices_of(move, why, directory)
        write_notices(notices)
    return moves


def write(move, actor, sentence):
    """One move: the deadline with its ladder, the object's column, the event."""
    deadline, lasting = move.deadline, LASTING.get((move.deadline.rule, move.deadline.task))
    if lasting is None:
        keep_column(deadline, move.new)
    elif deadline.day_column:
        own = getattr(row_of(deadline), deadline.day_column)
        keep_column(deadline, max(own, shifted(deadline, own, move.counted, move.rule)))
    deadline.due_on, deadline.counted_on, deadline.counted_by = move.new, move.counted, move.rule
    climb_down(deadline)
    deadline.save(update_fields=["due_on", "counted_on", "counted_by", "rung", "next_rung_on"])
    facts = [["环节", deadline.task], ["原期限", zhdate(move.old, "full")], ["现期限", zhdate(move.new, "full")]]
    record(
        "governance.deadline.recount",
        deadline,
        actor=actor,
        label=LABEL,
        data={"note": sentence, "facts": facts, "deadline": deadline.pk},
    )


def keep_column(deadline, day):
    """Write a day into the column of the object that holds it, where there is one."""
    if deadline.day_column:
        obj = lock(apps.get_model(deadline.object_type)(pk=deadline.object_id))
        setattr(obj, deadline.day_column, day)
        save_valid(obj)


def climb_down(deadline):
    """Back to the highest rung that the new day has reached: the later ones are climbed again for this day."""
    reached = [rung.offset for rung in ladders.ladder(deadline) if rung.on <= clock.today()]
    if deadline.rung is not None:
        deadline.rung = min(deadline.rung, reached[-1]) if reached else None
    stopped = deadline.stopped_on is not None
    deadline.next_rung_on = None if stopped else ladders.next_rung_on(deadline, after=deadline.rung)


def notices_of(move, why, directory):
    """The message to those who must act; the title names the step only, since it may be sent outside."""
    deadline = move.deadline
    return [
        Notice(
            recipient_id=person,
            key=f"recount:{deadline.pk}:{move.old:%Y%m%d}:{move.new:%Y%m%d}",
            title=f"期限改为{clock.zh_near(move.new)}：{deadline.task}"[:120],
            body=f"{why}，原期限{clock.zh_near(move.old)}。{deadline.number} {deadline.title}".strip()[:300],
            number=deadline.number,
            url=deadline.url,
            level="info",
            mail_wanted=person in directory.mailable,
        )
        for person in dict.fromkeys(ladders.who_acts(deadline, directory))
    ]
