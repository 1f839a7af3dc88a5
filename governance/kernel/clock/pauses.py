"""Deadlines that do not count while what they wait for is halted, and go on with the rest of their time.

Nobody is late with what nobody may do.  The rest is counted as the rule counts: working days of a period of working
days, days of any other; what was late already stays late by as many days.  Both are on the object's timeline.
"""

from django.contrib.auth import get_user_model

from governance.kernel.figures.formats import STOPPED, provisional, zhdate
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.models.rules import Unit
from governance.kernel.steps.events import record

from . import clock, ladders, recounts, workdays
from .messages import write_notices

RESUMED = "恢复计时"


def stop(model, reasons, *, actor=None):
    """Stop the running deadlines of rows of a model.  Event `governance.deadline.stop` for each.

    reasons -- {key of a row: the sentence on its timeline}
    """
    for deadline in of_rows(model, reasons).filter(stopped_on=None).select_for_update(of=("self",)):
        deadline.stopped_on, deadline.next_rung_on = clock.today(), None
        deadline.save(update_fields=["stopped_on", "next_rung_on"])
        tell(deadline, "stop", STOPPED, actor, reasons[deadline.object_id], [["原期限", day_words(deadline)]])


def resume(model, keys, *, actor=None):
    """Let the stopped deadlines of rows go on with the rest of their time; who must act is told of the new day.

    Event `governance.deadline.resume` for each.
    """
    deadlines = list(of_rows(model, keys).filter(stopped_on__isnull=False).select_for_update(of=("self",)))
    if not deadlines:
        return
    directory, notices = get_user_model().objects.directory(), []
    for deadline in deadlines:
        stopped_on, deadline.stopped_on = deadline.stopped_on, None
        if deadline.due_on is not None:
            deadline.due_on = prolonged(deadline, stopped_on)
            recounts.keep_column(deadline, deadline.due_on)
        recounts.climb_down(deadline)
        deadline.save(update_fields=["stopped_on", "due_on", "rung", "next_rung_on"])
        why = f"{clock.zh_near(stopped_on)}起暂停计时，自今日恢复，余下的期限接续计算"
        tell(deadline, "resume", RESUMED, actor, why, [["现期限", day_words(deadline)]])
        notices += notices_of(deadline, why, directory)
    write_notices(notices)


def of_rows(model, keys):
    """The open deadlines of rows of a model."""
    rows = Deadline.objects.open().filter(object_type=model._meta.label_lower, object_id__in=list(keys))
    return rows.select_related("area", "counted_by").order_by("pk")


def prolonged(deadline, stopped_on):
    """The day of a deadline that goes on today with what was left of it when it stopped."""
    today, rule = clock.today(), deadline.counted_by
    if rule is None or deadline.due_on < stopped_on:
        return deadline.due_on + (today - stopped_on)
    if rule.unit == Unit.WORKDAYS:
        return workdays.calendar().settle(
            clock.add_workdays(today, clock.workdays_between(stopped_on, deadline.due_on)), "rest_day"
        )
    return workdays.calendar().settle(deadline.due_on + (today - stopped_on), rule.moves)


def day_words(deadline):
    if deadline.due_on is None:
        return "—"
    return provisional(zhdate(deadline.due_on, "full"), deadline.is_provisional)


def tell(deadline, kind, label, actor, why, facts):
    """The event on the timeline of the object."""
    data = {"note": why, "facts": [["环节", deadline.task], *facts], "deadline": deadline.pk}
    record(f"governance.deadline.{kind}", deadline, actor=actor, label=label, data=data)


def notices_of(deadline, why, directory):
    """The message to those who must act; the title names the step only, since it may be sent outside."""
    if deadline.due_on is None:
        return []
    return [
        Notice(
            recipient_id=person,
            key=f"resumed:{deadline.pk}:{deadline.due_on:%Y%m%d}:{clock.today():%Y%m%d}",
            title=f"恢复计时，{clock.zh_near(deadline.due_on)}到期：{deadline.task}"[:120],
            body=f"{why}。{deadline.number} {deadline.title}".strip()[:300],
            number=deadline.number,
            url=deadline.url,
            level="info",
            mail_wanted=person in directory.mailable,
        )
        for person in dict.fromkeys(ladders.who_acts(deadline, directory))
    ]
