"""Deadlines that open and close with the workflow, and the ladder that reminds of them.

Rows first: Celery only empties tables, so a dead broker delays and never
loses, and a repeated run finds nothing left to do.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from celery import shared_task
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import named
from governance.kernel.upkeep import outside

from . import clock, rules

BATCH = 500
EXPLAIN_FROM = 3  # days late: whoever is to act is asked for the reason
EXPLAIN = "/governance/deadlines/{}/explain/"
ENDED = []
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """What begins to run when a row enters a state.

    rule       -- code of the dated rule that sets the day; "" when none does
    permission -- who must act: holders over the row's area
    task       -- the words on the work page ("社区初审")
    assignee   -- fn(obj) -> User, an id, a query for one id, or None: one person instead of all holders
    start      -- fn(obj) -> the day it counts from, when not today
    due        -- fn(obj) -> the day itself, where the row already knows it
    """

    rule: str
    permission: str
    task: str
    assignee: Callable | None = None
    start: Callable | None = None
    due: Callable | None = None


@dataclass(frozen=True)
class Ended:
    """A deadline that has just been closed."""

    pk: int
    rule: str
    task: str
    urged_n: int


def on_end(handler):
    """Register fn(Ended, begun): an urged deadline ended in this transaction.

    begun -- the Deadline by which the very same duty goes on, or None
    """
    ENDED.append(handler)
    return handler


def move(workflow, obj, state, is_new=False):
    """The row entered `state`: what ran is over, what the state demands begins."""
    ended = [] if is_new else end(obj)  # nothing ran for a new one
    due = workflow.deadlines.get(state)
    begun = begin(obj, due) if due is not None else None
    tell_ended(ended, begun)


def close(obj, task=None):
    """Nothing more is due from this row (or only this task of it)."""
    tell_ended(end(obj, task), None)


END = """
UPDATE governance_deadline SET closed_at = %s, next_rung_on = NULL
WHERE closed_at IS NULL AND object_type = %s AND object_id = %s AND (%s = '' OR task = %s)
RETURNING id, rule, task, urged_n
"""


def end(obj, task=None):
    """Close what runs for a row (or only this task of it): [Ended], in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(END, [clock.now(), obj._meta.label_lower, obj.pk, task or "", task or ""])
        return [Ended(*row) for row in cursor.fetchall()]


def tell_ended(ended, begun):
    """Whoever waits for the end of an urged deadline hears of it."""
    for one in ended:
        if one.urged_n:
            goes_on = begun is not None and (begun.rule, begun.task) == (one.rule, one.task)
            for handler in ENDED:
                handler(one, begun if goes_on else None)


def begin(obj, due):
    """Open the deadline that `due` describes, lay its ladder and put it on the nearest desk, in one statement."""
    deadline = opened(obj, due, (due.start(obj) if due.start else None) or clock.today())
    same = Deadline.objects.filter(
        object_type=deadline.object_type, object_id=deadline.object_id, rule=due.rule, task=due.task
    )
    last = same.order_by("-occurrence").values("occurrence")[:1]
    assignee = due.assignee(obj) if due.assignee else None
    place = getattr(obj, "event_area", None) or obj.area
    found = {
        "occurrence": Coalesce(Subquery(last), 0) + 1,
        "desk_id": get_user_model().objects.desk(due.permission, place.path),
        "assignee_id": getattr(assignee, "pk", assignee),
    }
    vars(deadline).update(found)
    deadline.save()
    for name in found:  # what the database found is read when somebody asks
        del vars(deadline)[name]
    return deadline


def opened(obj, due, start):
    """The deadline `due` of a row since a day, with its ladder: not saved, on no desk, assigned to nobody."""
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
        due_on=due.due(obj) if due.due else (rules.deadline(due.rule, start) if due.rule else None),
    )
    deadline.next_rung_on = next_rung_on(deadline, after=None)
    return deadline


def stop(obj):
    """An objection or the like stops the clock of this row."""
    running = Deadline.objects.open().filter(object_type=obj._meta.label_lower, object_id=obj.pk, stopped_on=None)
    running.update(stopped_on=clock.today(), next_rung_on=None)


def resume(obj):
    """The clock runs on: the days it stood still are added to the deadline."""
    stopped = Deadline.objects.open().filter(
        object_type=obj._meta.label_lower, object_id=obj.pk, stopped_on__isnull=False
    )
    for deadline in stopped.select_for_update():
        if deadline.due_on:
            deadline.due_on += clock.today() - deadline.stopped_on
        deadline.stopped_on = None
        deadline.next_rung_on = next_rung_on(deadline, after=deadline.rung)
        deadline.save()


def ladder(deadline):
    """The rungs of one deadline, [rules.Rung], empty where no day is set."""
    if deadline.due_on is None:
        return []
    return rules.ladder(deadline.rule, deadline.due_on, deadline.opened_on)


def next_rung_on(deadline, after):
    """The day the ladder speaks next: the first rung above `after` (its offset in days)."""
    for rung in ladder(deadline):
        if after is None or rung.offset > after:
            return rung.on
    return None


@shared_task(name="governance.remind", ignore_result=True)
def remind(limit=100_000):
    """Climb every ladder that has reached its next rung.  Returns the number of notices.

    One row per (deadline, rung, recipient) is written; after an outage only
    the highest rung reached speaks, once.  Safe in parallel and repeated.
    """
    sent = 0
    while sent < limit:
        climbed, notices = climb_batch()
        sent += notices
        if not climbed:
            break
    return sent


def climb_batch(size=BATCH):
    """Lock and climb up to `size` ladders; (ladders climbed, notices written)."""
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
        put(notices)
        for (rung, following), climbed in places.items():  # few: many ladders stand at the same place
            Deadline.objects.filter(pk__in=climbed).update(rung=rung, next_rung_on=following)
    return len(batch), len(notices)


def who_acts(deadline, directory):
    """The accounts that are to act on a deadline."""
    if deadline.assignee_id:
        return [deadline.assignee_id]
    return directory.holding(deadline.permission, deadline.area.path, nearest=True)


def those_above(deadline, words, directory):
    """The accounts that the words of a rung name beside them, each once."""
    told = (directory.told(word, deadline.permission, deadline.area.path) for word in words)
    return list(dict.fromkeys(person for people in told for person in people))


def asks_why(deadline):
    """Is the reason asked for?  Some days late and nothing said; statutory periods give no grace."""
    rule = rules.find(deadline.rule, deadline.opened_on)
    grace = 1 if rule is not None and rule.is_statutory else EXPLAIN_FROM
    return not deadline.late_kind and deadline.days_late >= grace


def notices_of(deadline, rung, directory):
    """The messages one rung owes: to who must act, and to those above once it is late.

    Whoever must act and has let days go by is asked for the reason.
    Source: domain.md §2, default reminder ladder (T+3).
    """
    acting = dict.fromkeys(who_acts(deadline, directory))
    words, level = wording(deadline)
    asks = asks_why(deadline)
    number = deadline.number
    return [
        Notice(
            recipient_id=person,
            key=f"deadline:{deadline.pk}:{rung.offset}",
            title=f"{words}{'，请说明原因' if asks and person in acting else ''}：{deadline.task}"[:120],
            body=f"{number} {deadline.title}".strip()[:300],
            number=number,
            url=EXPLAIN.format(deadline.pk) if asks and person in acting else deadline.url,
            level=level,
            mail_wanted=person in directory.mailable,
        )
        for person in acting | dict.fromkeys(those_above(deadline, rung.roles, directory))
    ]


def wording(deadline):
    """("逾期 3 天", "danger") for the day it is."""
    days = (clock.today() - deadline.due_on).days
    if days > 0:
        return f"逾期 {days} 天", "danger"
    if days == 0:
        return "今天到期", "warn"
    return f"还有 {-days} 天到期", "info"


def tell(people, *, key, title, body="", number="", url="", level="info"):
    """Put one message into these people's inboxes, once per `key`.

    The title may leave the house (see `outside`): what only the reader may know belongs into the body.
    """
    put(
        [
            Notice(
                recipient=person,
                key=key,
                title=title[:120],
                body=body[:300],
                number=number,
                url=url,
                level=level,
                mail_wanted=bool(person.email),
            )
            for person in people
            if person is not None
        ]
    )


def put(notices):
    """Write these notices, once per person and key, and what the outside channels are owed with them."""
    moment = clock.now()
    for notice in notices:
        notice.created_at = moment
    with transaction.atomic():
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        outside.owe(notices, moment)


@shared_task(name="governance.send_mail", ignore_result=True)
def send_mail(limit=500):
    """Send the e-mail that notices still owe.  Returns how many went out.

    Each notice is claimed in its own transaction; its Message-ID is fixed, so
    a mail repeated by a crash between sending and commit is recognisable.
    """
    sent = 0
    for _ in range(limit):
        outcome = mail_one()
        if outcome is None:
            break
        sent += outcome
    return sent


def mail_one():
    """Send the oldest unsent mail: 1 sent, 0 failed and put back, None when none is owed."""
    with transaction.atomic():
        owed = Notice.objects.unsent().filter(mail_next_try_at__lte=clock.now()).order_by("mail_next_try_at", "id")
        notice = owed.select_for_update(skip_locked=True, of=("self",)).select_related("recipient").first()
        if notice is None:
            return None
        notice.mail_attempts += 1
        try:
            EmailMessage(
                subject=notice.title,
                body=f"{notice.title}\n{notice.body}\n\n{settings.PORTAL_URL}{notice.url}",
                to=[notice.recipient.email],
                headers={"Message-ID": f"<notice-{notice.pk}@{settings.PORTAL_HOST}>"},
            ).send()
        except OSError as error:  # SMTP and socket errors alike
            log.warning("mail_failed", notice=notice.pk, error=named(error))
            notice.mail_next_try_at = clock.retry_at(notice.mail_attempts)
            notice.save()
            return 0
        notice.mailed_at = clock.now()
        notice.save()
        return 1
