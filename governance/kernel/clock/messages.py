"""Messages to people: into their inboxes, and from there by mail and through outside channels.

The rows are written first: tasks only work off these rows, so a broker that is
down delays and never loses, and a repeated run finds nothing left to do.
"""

import structlog
from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import error_words
from governance.kernel.upkeep import outside

from . import clock

log = structlog.get_logger(__name__)


def notify(people, *, key, title, body="", number="", url="", level="info"):
    """Put one message into these people's inboxes, once per `key`.

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
                mail_wanted=bool(person.email),
            )
            for person in people
            if person is not None
        ]
    )


def write_notices(notices):
    """Write these notices, once per person and key, and the dispatches of the outside channels with them."""
    moment = clock.now()
    for notice in notices:
        notice.created_at = moment
    with transaction.atomic():
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        outside.write_dispatches(notices, moment)


@shared_task(name="governance.send_mail", ignore_result=True)
def send_mail(limit=500):
    """Send the pending e-mail of notices.  Returns how many went out.

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
    """Send the oldest unsent mail: 1 sent, 0 failed and put back, None when none is pending."""
    with transaction.atomic():
        pending = Notice.objects.unsent().filter(mail_next_try_at__lte=clock.now()).order_by("mail_next_try_at", "id")
        notice = pending.select_for_update(skip_locked=True, of=("self",)).select_related("recipient").first()
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
            log.warning("mail_failed", notice=notice.pk, error=error_words(error))
            notice.mail_next_try_at = clock.retry_at(notice.mail_attempts)
            notice.save()
            return 0
        notice.mailed_at = clock.now()
        notice.save()
        return 1
