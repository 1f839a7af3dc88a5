"""Wrong passwords: an address is slowed down, a name at an address is refused, a known device is judged by itself.

An office is one address, so an address alone is never refused: after many wrong
passwords it has one turn in two seconds, whichever process is asked and however
many ask at once.  Whoever comes between is told to try again in so many seconds;
the password is not looked at and no thread waits.  A browser in
which the name has signed in before is a known device: a list of names tried
from the same address neither locks its owner out nor keeps him waiting, and
whoever is signed in is asked for the own password at any time.  The sign-in form, the API's
key address and the change of a password pass here alike, by `sign_in.backend`.
"""

import hmac
import math
import secrets

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.utils.crypto import salted_hmac

from governance.kernel.upkeep import callers, limits
from governance.people.models.accounts import User

FREE = 20  # wrong passwords from one address within the while that cost no time
WHILE = 600  # seconds
STEP, LONGEST = 0.1, 2.0  # seconds between two turns for each further one, and at most
COOKIE = "device"
DEVICE = "device"  # what is counted of a known device
MOST = 4  # names that one browser remembers


# ------------------------------------------------------------ by address: slower
class TooSoon(Exception):
    """A password that was not looked at, since the address has no turn yet."""

    def __init__(self, wait):
        self.seconds = math.ceil(wait)
        super().__init__(f"这个网络地址刚才多次输错密码，请过 {self.seconds} 秒再试")


def pause_for(address):
    """Seconds between two passwords from an address that are looked at."""
    return min(STEP * max(0, limits.counted("sign_in", address) - FREE), LONGEST)


def slow_down(request, username):
    """Raise TooSoon where an address has sent many wrong passwords and it is not its turn."""
    address = callers.address_of(request)
    pause = pause_for(address)
    if not pause or is_own(request, username) or known_device(request, username):
        return
    if wait := limits.seconds_to_wait("sign_in_turn", address, seconds=pause):
        raise TooSoon(wait)


def is_own(request, username):
    """Whether somebody who is signed in is asked for the password again."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and user.username == username


def count_failure(request, username):
    """One more wrong password: of the address, and of the device where it is a known one."""
    limits.count("sign_in", callers.address_of(request), seconds=WHILE)
    if nonce := known_device(request, username):
        limits.count(DEVICE, nonce, seconds=lock_seconds())


def lock_seconds():
    return int(settings.AXES_COOLOFF_TIME.total_seconds())


# ------------------------------------------------------------ known devices
def mark(user, nonce):
    """What only the portal can write for this account; the end of all access ends it, since the epoch changes."""
    return salted_hmac("governance.device", f"{user.pk}:{user.session_epoch}:{nonce}", algorithm="sha256").hexdigest()


def known_device(request, username):
    """The number of the device in which this name has signed in before; "" for an unknown one."""
    kept = request.COOKIES.get(COOKIE, "").split("|") if username else []
    user = User.objects.active().filter(username=username).first() if any(kept) else None
    for entry in kept[:MOST] if user else ():
        nonce, _, signed = entry.partition(".")
        if hmac.compare_digest(signed.encode(), mark(user, nonce).encode()):
            return nonce
    return ""


def remember_device(request, response, user):
    """Let the browser keep that this account has signed in here; what it keeps says nothing of whom."""
    kept = request.COOKIES.get(COOKIE, "").split("|")
    nonce, known = secrets.token_hex(12), known_device(request, user.username)
    others = [entry for entry in kept if entry and entry.partition(".")[0] != known]
    response.set_cookie(
        COOKIE,
        "|".join([f"{nonce}.{mark(user, nonce)}", *others][:MOST]),
        max_age=90 * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path=settings.LOGIN_URL,
    )


class Handler(AxesDatabaseHandler):
    """The records and locks of django-axes, with the failures of a known device in place of its address's."""

    def get_failures(self, request, credentials=None):
        username = (credentials or {}).get("username", "")
        if nonce := known_device(request, username):
            return limits.counted(DEVICE, nonce)
        return super().get_failures(request, credentials)
