"""Who knows which identity number, and how many an account may guess.

A form notes each number before its step begins, outside of the step's transaction: a refusal takes nothing of it back.
So a guess is never without trace, whether it was right, wrong or refused for another reason.
"""

import logging
from datetime import timedelta

from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep.crypto import blind_index
from governance.people.models.identity import NumberEntry

MOST_REFUSED = 10  # numbers a day of one account with which nothing could be done
TOO_MANY = (
    f"您一天内填写的身份证号已有 {MOST_REFUSED} 个未能办理，为防止试探他人的身份证号，"
    "请明天再办，或由另一位经办人核对证件后办理"
)
NOTE = """
INSERT INTO governance_numberentry AS kept (user_id, id_index, entered_at, is_refused) VALUES (%s, %s, %s, %s)
ON CONFLICT (user_id, id_index) DO UPDATE SET
    entered_at = excluded.entered_at, is_refused = kept.is_refused AND excluded.is_refused
RETURNING is_refused
"""
logger = logging.getLogger("governance.people")


def note(user, id_number, now, *, is_refused):
    """Write the entry down, in one statement also of two at once; returns whether it still counts as refused."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [user.pk, blind_index(id_number), now, is_refused])
        return cursor.fetchone()[0]


def enter_number(user, id_number):
    """Note that the account types a number into a form; beyond MOST_REFUSED a day it is refused (too_many_numbers)."""
    now = clock.now()
    is_refused = note(user, id_number, now, is_refused=True)
    refused = NumberEntry.objects.filter(user=user, is_refused=True, entered_at__gt=now - timedelta(days=1))
    if is_refused and refused.count() > MOST_REFUSED:
        logger.warning("account %s: too many identity numbers", user.pk)
        raise Refused(TOO_MANY, "too_many_numbers", field="id_number")


def accept_number(user, id_number):
    """Within a step: the account knows the number, and where the step goes through the number was no guess."""
    if user is not None and id_number:
        note(user, id_number, clock.now(), is_refused=False)


def refusal(user, sentence, code, *, field, kind=Refused, **more):
    """A refusal that tells something about an identity number, for the caller to raise; the log keeps who was told."""
    logger.warning("account %s: told about an identity number: %s", user and user.pk, code)
    return kind(sentence, code, field=field, **more)
