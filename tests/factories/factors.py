"""Accounts with a second factor, and what their authenticators show."""

import pyotp

from governance.kernel.clock import clock
from governance.models import SecondFactor
from governance.people.actions import factors


def code_of(user, half_minutes=0):
    """What the owner's authenticator shows now, or so many half minutes from now."""
    at = int(clock.now().timestamp()) + 30 * half_minutes
    return pyotp.TOTP(SecondFactor.objects.get(user=user).secret).at(at)


def give_factor(user):
    """Set the second factor of an account up; returns its recovery codes."""
    factors.begin(user)
    return factors.confirm(user, actor=user, code=code_of(user))
