"""What a session knows of the second factor: that a password was right and the code is to come, and the last code.

Source: domain.md §7 (two kinds of authentication).
"""

from django.utils.crypto import constant_time_compare

from governance.kernel.clock import clock
from governance.people.models.accounts import User

HALF = "half"
PATIENCE = 300  # seconds between password and code
CODE_AT = "code_at"  # when the owner of the session showed a code
FRESH = 15 * 60  # seconds for which that opens what asks for a recent code


def keep_half(request, user, way):
    """Remember that the password was right, for a few minutes and as long as the account's access stays as it is."""
    request.session[HALF] = {
        "user": user.pk,
        "mark": user.get_session_auth_hash(),
        "at": seconds_now(),
        "next": way,
    }


def half_of(request):
    """(account, where to go on) of a sign-in that waits for its code; (None, "") when there is none."""
    half = request.session.get(HALF)
    if half is None or not 0 <= seconds_now() - half["at"] <= PATIENCE:
        return None, ""
    user = User.objects.active().filter(pk=half["user"]).select_related("person").first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), half["mark"]):
        return None, ""
    return user, half["next"]


def drop_half(request):
    """The sign-in goes on, or begins again."""
    request.session.pop(HALF, None)


def note_code(request):
    """The owner of the session has shown a code now."""
    request.session[CODE_AT] = seconds_now()


def forget_code(request):
    """The account has no second factor any more."""
    request.session.pop(CODE_AT, None)


def has_shown_code(request):
    """Whether a code was shown in this session at all."""
    return CODE_AT in request.session


def is_fresh(request):
    """Whether a code was shown in this session within the last minutes."""
    return 0 <= seconds_now() - request.session.get(CODE_AT, 0) <= FRESH


def seconds_now():
    return int(clock.now().timestamp())
