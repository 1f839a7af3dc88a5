"""From where the present request came: bound by a middleware, read where a fact is recorded.

Empty in the worker and for the clock.  Source: domain.md §7 (who, when, IP, what object).
"""

from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings

_address = ContextVar("address", default=None)


def address():
    """The caller's IP address, or None."""
    return _address.get()


@contextmanager
def calling(from_address):
    """Facts recorded inside come from this address."""
    token = _address.set(from_address)
    try:
        yield
    finally:
        _address.reset(token)


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
