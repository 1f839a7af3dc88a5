"""Notices to the outside channels of NOTIFY_URLS: the kind of a message, its reader, and where to read it.

Rows first: what is pending for a channel is written with the notice and sent later,
in working time (see clock/digests.py), all of one person's together.  A channel
is claimed before each try and put off by a growing pause, so that a worker that was killed repeats at most one message,
and a channel that fails does not delay the others.

Anybody may read a channel: only the notice's title and number,
the names of the officials it is for and its address go there, never its body.
Source: domain.md §7, masking.
"""

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.crypto import salted_hmac

from governance.kernel.clock import clock, digests
from governance.kernel.models.notices import Notice, Pace
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.steps.errors import error_words

from . import masks

PEOPLE = 4  # told in one message, each of their notices up to
LINES = 5  # of them: chat rooms cut longer texts
MESSAGES = 20  # to one channel in one round: chat rooms take about as many a minute
PATIENCE = 20  # seconds for one message; shorter than the first pause
LONGEST_PAUSE = 6  # 2 ** 6 minutes
LEVELS = {"danger": "failure", "warn": "warning"}

log = structlog.get_logger(__name__)


def channels():
    """{name: address} of the channels in NOTIFY_URLS, in their order."""
    return {salted_hmac("outside channel", url).hexdigest()[:16]: url for url in settings.NOTIFY_URLS}


def is_address(url):
    """Whether this is an address we can send to."""
    return sender(url) is not None


def write_dispatches(notices, moment):
    """In the transaction that wrote these notices at `moment`: each of them is pending for every channel."""
    names = channels()
    if not names or not notices:
        return
    written = Notice.objects.filter(
        created_at=moment,
        recipient__in={notice.recipient_id for notice in notices},
        key__in={notice.key for notice in notices},
    ).order_by("id")
    Dispatch.objects.bulk_create(
        [Dispatch(notice_id=pk, channel=name) for pk in written.values_list("pk", flat=True) for name in names],
        ignore_conflicts=True,
    )


@shared_task(name="governance.send_outside", ignore_result=True)
def send_outside():
    """Send what is pending for the channels, healthy channels first.  Returns how many messages went out."""
    urls = channels()
    if not urls:
        return 0
    digests.take_back()
    Channel.objects.bulk_create([Channel(name=name) for name in urls], ignore_conflicts=True)
    order = Channel.objects.filter(name__in=urls).order_by("attempts", "name").values_list("name", flat=True)
    return sum(send_to(name, urls[name]) for name in list(order))


def send_to(name, url):
    """Send to one channel until nothing is pending, it has had its share, or it fails; returns how many messages."""
    for count in range(MESSAGES):
        if not pending(name).exists() or not claim(name):
            return count
        people = next_people(name)  # after the claim: nobody else's
        if people and not post(url, people):
            log.warning("outside_failed", channel=name)
            return count
        settle(name, [row.pk for rows in people for row in rows])
    return MESSAGES


def pending(name):
    """What may be sent to this channel now."""
    told_today = Dispatch.objects.filter(channel=name, sent_at__gte=clock.midnight(clock.today()))
    reminded = told_today.filter(notice__pace=Pace.DAILY).values("notice__recipient")
    return digests.pending_now(Dispatch.objects.owed().filter(channel=name), reminded, prefix="notice__")


def could_leave():
    """What may be sent now to one of the channels in force."""
    rows = Dispatch.objects.none()
    for name in channels():
        rows = rows | pending(name)
    return rows


def next_people(name):
    """All that is pending for the few people who have waited longest: a list of rows for each."""
    waiting = pending(name).values("notice__recipient").annotate(first=Min("id")).order_by("first")
    people = list(waiting.values_list("notice__recipient", flat=True)[:PEOPLE])
    by_person = {person: [] for person in people}
    rows = pending(name).filter(notice__recipient__in=people).order_by("id")
    for row in rows.select_related("notice__recipient__person"):
        by_person[row.notice.recipient_id].append(row)
    return [rows for rows in by_person.values() if rows]


def claim(name):
    """Take the channel for one try and put off the next; False when it is not due or another worker has it."""
    with transaction.atomic():
        due = Channel.objects.filter(name=name, next_try_at__lte=clock.now())
        channel = due.select_for_update(skip_locked=True).first()
        if channel is None:
            return False
        channel.attempts = min(channel.attempts + 1, 1000)
        channel.next_try_at = clock.retry_at(channel.attempts, LONGEST_PAUSE)
        channel.save()
    return True


def withdraw(notices):
    """Take back what is owed to any channel of these notices."""
    Dispatch.objects.owed().filter(notice__in=notices).delete()


def settle(name, rows):
    """The message arrived: its rows are done, the channel is well."""
    now = clock.now()
    with transaction.atomic():
        Dispatch.objects.filter(pk__in=rows).update(sent_at=now)
        Channel.objects.filter(name=name).update(attempts=0, next_try_at=now, sent_at=now)


def block(rows):
    """What one person is told, as people outside may read it: tasks with number, time and address, never a body."""
    notices = [row.notice for row in rows]
    lines = [f"{notices[0].recipient.person.name}：{len(notices)} 条", *map(line, notices[:LINES])]
    if len(notices) > LINES:
        lines.append(f"另有 {len(notices) - LINES} 条，请登录查看\n{settings.PORTAL_URL}{reverse('inbox')}")
    return "\n".join(lines)


def line(notice):
    """One notice as people outside may read it: the task, its number, since when, and the address."""
    number = f"（{notice.number}）" if notice.number else ""
    words = f"{masks.digits(notice.title)}{number}　{clock.zh_moment(notice.created_at)}"
    return f"{words}\n{settings.PORTAL_URL}{notice.url}" if notice.url else words


def sender(url):
    """Apprise with this one address, or None when it knows no such channel."""
    import apprise  # not in every process: only who sends needs its hundred plug-ins

    asset = apprise.AppriseAsset(app_id=settings.PORTAL_HOST, app_url=settings.PORTAL_URL, http_redirects=False)
    made = apprise.Apprise(asset=asset)
    return made if made.add(url) else None


def post(url, people):
    """Hand one message to a channel; whether it was taken.  Errors are not logged in words: they name addresses."""
    notices = [row.notice for rows in people for row in rows]
    urgent = {LEVELS[notice.level] for notice in notices if notice.level in LEVELS}
    try:
        made = sender(url)
        return made is not None and bool(
            made.notify(
                title=f"待办提醒 {len(notices)} 条",
                body="\n\n".join(map(block, people)),
                notify_type=min(urgent, default="info"),  # "failure" before "warning"
                body_format="text",
                timeout=PATIENCE,
            )
        )
    except Exception as error:  # a plug-in's fault must not stop the other channels
        log.error("outside_broken", error=error_words(error))
        return False
