"""From where the present request came, and from whom: bound by a middleware, read where a fact is recorded.

Empty in the worker and for the clock.  Source: domain.md §7 (who, when, IP, what object).
"""

from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.utils.functional import SimpleLazyObject

_address = ContextVar("address", default=None)
_request = ContextVar("request", default=None)


def address():
    """The caller's IP address, or None."""
    return _address.get()


def request():
    """The present request, or None."""
    return _request.get()


def account():
    """The number of the caller's account, or None."""
    request = _request.get()
    return account_of(request) if request is not None else None


@contextmanager
def calling(from_address, request=None):
    """Facts recorded inside come from this address; what is asked inside is asked by this request."""
    tokens = _address.set(from_address), _request.set(request)
    try:
        yield
    finally:
        _address.reset(tokens[0])
        _request.reset(tokens[1])


def account_of(request):
    """The number of the signed-in account, if the request has loaded it; queries nothing itself.

    A key of the API is looked at later than a session: its user is then an attribute of the request.
    """
    user = vars(request).get("user")
    if user is None or isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return user.pk if user else None


def address_of(request):
    """Where a request came from, as our own proxies saw it; None for a unix socket or nonsense.

    Of X-Forwarded-For only what our proxies wrote counts: each appends whom it
    heard from, so the caller is as many places from the end as we have proxies.
    """
    heard = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        named = [name.strip() for name in request.headers.get("X-Forwarded-For", "").split(",") if name.strip()]
        heard = named[-min(settings.PROXIES, len(named))] if named else heard
    try:
        return str(ip_address(heard))
    except ValueError:
        return None
