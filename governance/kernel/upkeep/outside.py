"""Notices to the outside channels of NOTIFY_URLS: the kind of a message, its reader, and where to read it.

Rows first: what is pending for a channel is written with the notice and sent later,
some in one message.  A channel is claimed before each try and put off by a
growing pause, so that a worker that was killed repeats at most one message,
and a channel that fails does not delay the others.

Anybody may read a channel: only the notice's title and number,
the names of the officials it is for and its address go there, never its body.
Source: domain.md §7, masking.
"""

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from governance.kernel.clock import clock
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.steps.errors import error_words

from . import masks

LINES = 10  # of one message: chat rooms cut longer texts
ROWS = 100  # looked at for one message; rows of one fact become one line
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
    Channel.objects.bulk_create([Channel(name=name) for name in urls], ignore_conflicts=True)
    order = Channel.objects.filter(name__in=urls).order_by("attempts", "name").values_list("name", flat=True)
    return sum(send_to(name, urls[name]) for name in list(order))


def send_to(name, url):
    """Send to one channel until nothing is pending, it has had its share, or it fails; returns how many messages."""
    owed = Dispatch.objects.owed().filter(channel=name).order_by("id")
    for count in range(MESSAGES):
        if not owed.exists() or not claim(name):
            return count
        messages, rows = facts(
            owed.select_related("notice__recipient__person")[:ROWS]
        )  # after the claim: nobody else's
        if messages and not post(url, messages):
            log.warning("outside_failed", channel=name)
            return count
        settle(name, rows)
    return MESSAGES


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


def settle(name, rows):
    """The message arrived: its rows are done, the channel is well."""
    now = clock.now()
    with transaction.atomic():
        Dispatch.objects.filter(pk__in=rows).update(sent_at=now)
        Channel.objects.filter(name=name).update(attempts=0, next_try_at=now, sent_at=now)


def facts(owed):
    """The next few pending facts: ([(notice, [name of recipient])], keys of their rows)."""
    by_fact = {}
    for row in owed:
        by_fact.setdefault(row.notice.key, []).append(row)
    taken = list(by_fact.values())[:LINES]
    messages = [(rows[0].notice, [row.notice.recipient.person.name for row in rows]) for rows in taken]
    return messages, [row.pk for rows in taken for row in rows]


def line(notice, names):
    """One notice as people outside may read it: the task, its number, since when, for whom, and the address."""
    number = f"（{notice.number}）" if notice.number else ""
    shown = "、".join(names[:5]) + (f"等 {len(names)} 人" if len(names) > 5 else "")
    words = f"{masks.digits(notice.title)}{number}\n{clock.zh_moment(notice.created_at)}　{shown}"
    return f"{words}\n{settings.PORTAL_URL}{notice.url}" if notice.url else words


def sender(url):
    """Apprise with this one address, or None when it knows no such channel."""
    import apprise  # not in every process: only who sends needs its hundred plug-ins

    asset = apprise.AppriseAsset(app_id=settings.PORTAL_HOST, app_url=settings.PORTAL_URL, http_redirects=False)
    made = apprise.Apprise(asset=asset)
    return made if made.add(url) else None


def post(url, messages):
    """Hand one message to a channel; whether it was taken.  Errors are not logged in words: they name addresses."""
    urgent = {LEVELS[notice.level] for notice, _ in messages if notice.level in LEVELS}
    try:
        made = sender(url)
        return made is not None and bool(
            made.notify(
                title=f"待办提醒 {len(messages)} 条",
                body="\n\n".join(line(notice, names) for notice, names in messages),
                notify_type=min(urgent, default="info"),  # "failure" before "warning"
                body_format="text",
                timeout=PATIENCE,
            )
        )
    except Exception as error:  # a plug-in's fault must not stop the other channels
        log.error("outside_broken", error=error_words(error))
        return False
