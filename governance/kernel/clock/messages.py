"""Messages to people: into their inboxes, and from there by mail and through outside channels.

The rows are written first: tasks only work off these rows, so a broker that is
down delays and never loses, and a repeated run finds nothing left to do.
"""

import structlog
from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.urls import reverse

from governance.kernel.models.notices import Notice, Pace
from governance.kernel.models.writes import Writes
from governance.kernel.steps.errors import error_words
from governance.kernel.upkeep import outside

from . import clock, digests

LISTED = 200  # notices in one mail

log = structlog.get_logger(__name__)


def notify(
    people, *, key, title, body="", number="", url="", level="info", pace=Pace.WORKING_TIME, mail_to="", beside=None
):
    """Put one message into these people's inboxes, once per `key`; `pace` says when it may be sent on.

    mail_to -- the address for its mail where it is not to be the person's own of then
    beside  -- Writes that are asked in the same statement

    The title may leave the house (see `outside`): what only the reader may know belongs into the body.
    """
    write_notices(
        [
            Notice(
                recipient=person,
                key=key,
                title=title[:120],
                body=body[:300],
                number=number,
                url=url,
                level=level,
                pace=pace,
                mail_wanted=bool(mail_to or person.email),
                mail_address=mail_to,
            )
            for person in people
            if person is not None
        ],
        beside,
    )


def write_notices(notices, beside=None):
    """Write these notices, once per person and key, and the dispatches of the outside channels with them.

    beside -- Writes that are asked in the same statement
    """
    moment = clock.now()
    for notice in notices:
        notice.created_at = moment
    writes = beside or Writes()
    with transaction.atomic(savepoint=False):
        writes.insert(notices, ignore_conflicts=True)
        writes.run()
        outside.write_dispatches(notices, moment)


@shared_task(name="governance.send_mail", ignore_result=True)
def send_mail(limit=500):
    """Send the pending e-mail of notices, one mail a person.  Returns how many mails went out.

    Each mail is sent in a transaction of its own, which a lock keeps for one worker; its Message-ID is
    fixed, so that a mail repeated by a crash between sending and commit is recognisable.
    """
    digests.take_back()
    tried, sent = set(), 0
    for _ in range(limit):
        person = waiting_for_mail(tried)
        if person is None:
            break
        tried.add(person)
        sent += mail_to(person)
    return sent


def may_leave():
    """The notices whose mail may be sent now, by their pace."""
    return digests.pending_now(
        Notice.objects.unsent(),
        Notice.objects.reminders().filter(mailed_at__gte=clock.midnight(clock.today())).values("recipient"),
    )


def waiting_for_mail(tried):
    """The person whose mail has waited longest, except those tried; None without.  A failure puts a person off."""
    waiting = may_leave().exclude(recipient__in=tried).values("recipient")
    due = waiting.annotate(next_try=Max("mail_next_try_at"), first=Min("id")).filter(next_try__lte=clock.now())
    return due.order_by("first").values_list("recipient", flat=True).first()


def mail_to(person):
    """Send one person all that is pending: 1 sent, 0 failed and put off, or in another worker's hands."""
    with transaction.atomic():
        if not take(person):
            return 0
        notices = list(may_leave().filter(recipient=person).select_related("recipient").order_by("id"))
        if not notices:
            return 0  # another worker has just sent it
        notices = [notice for notice in notices if address_of(notice) == address_of(notices[0])]  # the others next time
        attempts = max(notice.mail_attempts for notice in notices) + 1
        rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        try:
            mail_of(notices).send()
        except OSError as error:  # SMTP and socket errors alike
            log.warning("mail_failed", notice=notices[0].pk, error=error_words(error))
            rows.update(mail_attempts=attempts, mail_next_try_at=clock.retry_at(attempts))
            return 0
        rows.update(mail_attempts=attempts, mailed_at=clock.now())
        return 1


def take(person):
    """Lock this person's mail until the transaction ends; False when another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('portal.mail', %s))", [person])
        return cursor.fetchone()[0]


def address_of(notice):
    """Where the mail of a notice goes."""
    return notice.mail_address or notice.recipient.email


def mail_of(notices):
    """One mail to one address that lists these notices of one person, with their numbers and links."""
    first, more = notices[0], len(notices) - LISTED
    subject = first.title if len(notices) == 1 else f"待办提醒和消息 {len(notices)} 条"
    blocks = ["\n".join(block_of(notice)) for notice in notices[:LISTED]]
    if more > 0:
        blocks.append(f"另有 {more} 条，请登录查看：{settings.PORTAL_URL}{reverse('inbox')}")
    return EmailMessage(
        subject=subject,
        body="\n\n".join(blocks),
        to=[address_of(first)],
        headers={"Message-ID": f"<notice-{first.pk}@{settings.PORTAL_HOST}>"},
    )


def block_of(notice):
    """The lines of one notice in a mail; one of an earlier day says of which."""
    title, body = notice.title, notice.body
    if notice.created_at < clock.midnight(clock.today()):
        title = f"{title}　{clock.zh_moment(notice.created_at)}"
    body = body if notice.number in body else f"{notice.number} {body}".strip()
    return [line for line in (title, body, f"{settings.PORTAL_URL}{notice.url}") if line]


def withhold(notices):
    """Let these notices leave the house no more, by mail or outside channels; the inbox keeps them."""
    with transaction.atomic():
        Notice.objects.filter(pk__in=notices).unsent().update(mail_wanted=False)
        outside.withdraw(notices)


def withhold_from(user):
    """The same with all that waits for an account: it is told nothing more outside the portal."""
    pending = Q(mail_wanted=True, mailed_at=None) | Q(dispatches__sent_at=None, dispatches__isnull=False)
    withhold(set(Notice.objects.filter(pending, recipient=user).values_list("pk", flat=True)))
