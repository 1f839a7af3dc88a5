"""The second factor of an account: who must have one, and which codes of its authenticator are right (TOTP).

Source: domain.md §7 (two kinds of authentication); RFC 6238.
"""

import unicodedata

import pyotp
from django.conf import settings

from governance.kernel.clock import clock
from governance.kernel.upkeep.masks import UNREADABLE
from governance.roles import SECOND_FACTOR

from .ways_in import RecoveryCode, SecondFactor, digest

ISSUER = "荷塘区基层治理平台"
TOLERANCE = 1  # steps of half a minute by which the clock of a phone may differ
WRONG = "动态验证码不正确或已经用过，请等验证器显示下一个后再输入"


def is_required(user):
    """Whether this account must have a second factor: administrators, leaders and the joint office, not in the demo."""
    return not settings.DEMO and user.has(SECOND_FACTOR)


def must_enrol(user):
    """Whether the account may do nothing before it has set up its second factor."""
    return is_required(user) and not user.has_second_factor


def asks_for_codes(user):
    """Whether what gives out much (keys of the API, exports, masked data in full) asks this account for a code."""
    return is_required(user) or user.has_second_factor


def address_of(factor):
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.user.username, issuer_name=ISSUER)


def tidy(given):
    """A code as people write it: full-width digits, spaces, hyphens and small letters are no mistakes."""
    return "".join(char for char in unicodedata.normalize("NFKC", given).upper() if char.isalnum())


def step_of(factor, code):
    """The half minute whose code this is, later than that of the last code taken; None for a wrong or used code.

    No code is right while the secret does not open (the key of sealed columns is missing); recovery codes still are.
    """
    if factor.secret == UNREADABLE:
        return None
    totp = pyotp.TOTP(factor.secret)
    now = int(clock.now().timestamp()) // totp.interval
    steps = range(max(now - TOLERANCE, factor.last_step + 1), now + TOLERANCE + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), code)), None)


def is_right(user, given):
    """Whether this is a code of the account's authenticator, or one of its recovery codes, that was not used yet."""
    factor = SecondFactor.objects.confirmed().filter(user=user).first()
    if factor is None:
        return False
    code = tidy(given)
    return step_of(factor, code) is not None or RecoveryCode.objects.filter(user=user, digest=digest(code)).exists()
