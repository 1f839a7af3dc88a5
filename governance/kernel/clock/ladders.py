"""The ladder of reminders: who is notified of a deadline before its day, on it, and the longer it is late."""

from collections import defaultdict
from dataclasses import dataclass

from celery import shared_task
from django.contrib.auth import get_user_model
from django.db import transaction

from governance.kernel.figures.formats import provisional
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice, Pace
from governance.kernel.models.rule_words import Nature
from governance.kernel.upkeep import outside

from . import clock, rules
from .digests import takes_back
from .messages import may_leave, withhold, write_notices

BATCH = 500
QUESTIONS = []


@dataclass(frozen=True)
class Question:
    """The question to the users who must act on a late deadline: words after the message's title, and an address."""

    words: str
    url: str


def ladder(deadline):
    """The rungs of one deadline, [rules.Rung], empty where no day is set."""
    if deadline.due_on is None:
        return []
    return rules.ladder(deadline.rule, deadline.due_on, deadline.opened_on)


def next_rung_on(deadline, after):
    """The day of the next reminder: that of the first rung above `after` (its offset in days)."""
    for rung in ladder(deadline):
        if after is None or rung.offset > after:
            return rung.on
    return None


@shared_task(name="governance.remind", ignore_result=True)
def remind(limit=100_000):
    """Send the reminders of every deadline that has reached its next rung.  Returns the number of notices.

    One row is written for each deadline, rung and recipient; after an outage
    only the notices of the highest rung reached are sent, once.  Safe in parallel and repeated.
    """
    sent = 0
    while sent < limit:
        climbed, notices = climb_batch()
        sent += notices
        if not climbed:
            break
    return sent


def climb_batch(size=BATCH):
    """Lock up to `size` deadlines and send their next rung; (deadlines moved, notices written)."""
    today = clock.today()
    with transaction.atomic():
        due = Deadline.objects.open().filter(next_rung_on__lte=today).order_by("next_rung_on", "id")
        batch = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("area")[:size])
        if not batch:
            return 0, 0
        directory = get_user_model().objects.directory()
        notices, places = [], defaultdict(list)
        for deadline in batch:
            reached = [rung for rung in ladder(deadline) if rung.on <= today]
            if reached:
                notices += notices_of(deadline, reached[-1], directory)
                deadline.rung = reached[-1].offset
            places[deadline.rung, next_rung_on(deadline, after=deadline.rung)].append(deadline.pk)
        write_notices(notices)
        for (rung, following), climbed in places.items():  # few: many deadlines are on the same rung
            Deadline.objects.filter(pk__in=climbed).update(rung=rung, next_rung_on=following)
    return len(batch), len(notices)


def who_acts(deadline, directory):
    """The accounts that are to act on a deadline."""
    if deadline.assignee_id:
        return [deadline.assignee_id]
    return directory.holding(deadline.permission, deadline.area.path, nearest=True)


def superiors_named(deadline, words, directory):
    """The accounts that a rung names in addition, each once."""
    named = (directory.recipients(word, deadline.permission, deadline.area.path) for word in words)
    return list(dict.fromkeys(person for people in named for person in people))


def when_late(handler):
    """Register fn(deadline) -> Question or None: what those who must act are asked once it is late."""
    QUESTIONS.append(handler)
    return handler


def question_of(deadline):
    """The first question that a handler of `when_late` has about this deadline; None for no question."""
    return next((question for handler in QUESTIONS if (question := handler(deadline)) is not None), None)


def notices_of(deadline, rung, directory):
    """The messages that one rung sends: to those who must act and, once it is late, to those above them.

    Those who must act get the question of `when_late` with its address, if there is one.
    Source: domain.md §2, default reminder ladder (T+3).
    """
    acting = dict.fromkeys(who_acts(deadline, directory))
    words, level = wording(deadline)
    question = question_of(deadline)
    number = deadline.number
    return [
        Notice(
            recipient_id=person,
            key=f"{key_of(deadline)}{rung.offset}:{deadline.due_on:%Y%m%d}",
            title=f"{words}{question.words if question and person in acting else ''}：{deadline.task}"[:120],
            body=f"{number} {deadline.title}".strip()[:300],
            number=number,
            url=question.url if question and person in acting else deadline.url,
            level=level,
            pace=pace_of(deadline),
            mail_wanted=person in directory.mailable,
        )
        for person in acting | dict.fromkeys(superiors_named(deadline, rung.roles, directory))
    ]


def pace_of(deadline):
    """A duty or right that a statute sets is told at once, the district's own periods with the day's reminders.

    A right lapses, and an organ's duty is broken, on rest days too; what the
    district set itself can wait for the morning of a working day.
    """
    rule = rules.find(deadline.rule, deadline.opened_on)
    return Pace.DAILY if rule is None or rule.nature == Nature.CUSTOM else Pace.AT_ONCE


def wording(deadline):
    """("逾期 3 天", "danger") for the day it is; a day that may still change says so."""
    days = (clock.today() - deadline.due_on).days
    words, level = f"还有 {-days} 天到期", "info"
    if days >= 0:
        words, level = (f"逾期 {days} 天", "danger") if days else ("今天到期", "warn")
    return provisional(words, deadline.is_provisional), level


# ------------------------------------------------------------ what waited too long
KEYS = "deadline:"


def key_of(deadline):
    """What the keys of all reminders of a deadline begin with."""
    return f"{KEYS}{deadline.pk}:"


@takes_back
def take_back_outdated():
    """Take back the reminders that could leave now and are not true any more.  Returns how many.

    What they told of is done or stopped, has another day, is somebody else's, or was told again later.
    """
    pending = reminders_that_could_leave()
    if not pending:
        return 0
    wanted = {deadline_of(notice) for notice in pending}
    found = Deadline.objects.open().filter(stopped_on=None, pk__in=wanted).select_related("area")
    deadlines, directory, latest, outdated = {row.pk: row for row in found}, None, set(), []
    for notice in sorted(pending, key=lambda notice: -notice.pk):
        deadline = deadlines.get(deadline_of(notice))
        at = notice.recipient_id, deadline_of(notice)
        if deadline is not None and at not in latest and notice.key.endswith(f"{deadline.due_on:%Y%m%d}"):
            directory = directory or get_user_model().objects.directory()
            if notice.recipient_id in reminded_of(deadline, directory):
                latest.add(at)
                continue
        outdated.append(notice.pk)
    if outdated:
        withhold(outdated)
    return len(outdated)


def reminders_that_could_leave():
    """Reminders of deadlines that mail or an outside channel would send now."""
    mails = may_leave().filter(key__startswith=KEYS, mail_next_try_at__lte=clock.now())
    posts = Notice.objects.filter(pk__in=outside.could_leave().values("notice"), key__startswith=KEYS)
    return list({notice.pk: notice for rows in (mails, posts) for notice in rows}.values())


def deadline_of(notice):
    """The key of the deadline that a reminder is about."""
    return int(notice.key.removeprefix(KEYS).partition(":")[0])


def reminded_of(deadline, directory):
    """The accounts that the ladder of a deadline has told until today, as posts are held now."""
    reached = [rung for rung in ladder(deadline) if rung.on <= clock.today()]
    above = superiors_named(deadline, reached[-1].roles, directory) if reached else ()
    return {*who_acts(deadline, directory), *above}
