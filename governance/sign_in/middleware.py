"""What every request passes: the address of its caller, the idle timeout and the first password change.

A request of a program passes its key: see KeyAuthentication and WithinKey.
"""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import TokenAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from governance.kernel.clock import clock
from governance.kernel.pages.comebacks import another_refused, author_of, is_anothers, keep_typed, way_back
from governance.kernel.pages.views import led_by_header
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.upkeep import callers
from governance.people import second_factor
from governance.people.actions import access, accounts
from governance.people.ways_in import ApiKey, Session

from . import halves
from .sessions import device_of, idle_minutes
from .tokens import resource_of

KEPT = "刚才填写的内容已存为草稿，重新登录后核对提交"
API = "/api/"
BEARER = "Bearer"  # the word of RFC 6750, which clients made from the description send
OPEN = (  # names of addresses
    *("login", "logout", "password", "second_factor", "healthz", "readyz", "metrics"),
    *("worker", "manifest"),  # what a browser keeps, the same for everybody; it follows no redirect
)


@cache
def open_paths():
    """How the paths begin that need no session and no new password."""
    return (*map(reverse, OPEN), settings.STATIC_URL)


class Caller:
    """Events recorded during a request keep the address of its caller; uploads are counted by the caller's account."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with callers.calling(callers.address_of(request), request):
            return self.get_response(request)


def is_form(request):
    """Whether a page's form is posted, where its author matters: not at the door, and by no program."""
    return request.method == "POST" and not request.path.startswith((*open_paths(), API))


class SessionIdle:
    """Sign an idle session out: after the minutes that the rules allow, after 8 hours at most.

    What was posted after the end is kept as its author's draft, and the way back keeps the whole address.
    The time of the last request is written at most once a minute.
    Source: domain.md §7, §9.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.session.session_key
        is_in = key and request.user.is_authenticated
        if key and request.session.session_key is None:  # it opens nothing
            access.end_expired(Session.kept_key(key))
        if is_in:
            if self.is_over(request):
                kept = keep_typed(request, request.user)
                logout(request)
                messages.info(request, f"您已较长时间没有操作，为保护数据已自动退出。{KEPT if kept else '请重新登录'}")
                if not request.path.startswith((*open_paths(), API)):  # a program is answered 401
                    return self.to_the_door(request, kept)
            elif is_form(request) and is_anothers(request):
                return another_refused(request)
        elif request.method == "POST" and (kept := keep_typed(request, author_of(request))):
            messages.info(request, f"登录已失效。{KEPT}")
            return self.to_the_door(request, kept)
        return self.get_response(request)

    def to_the_door(self, request, kept):
        """To the sign-in, and from there to what was kept, else to the page that was left."""
        return led_by_header(request, redirect_to_login(kept or way_back(request)))

    def is_over(self, request):
        now = int(clock.now().timestamp())
        session, request.idle_minutes = request.session, idle_minutes(request.user)
        began, seen = session.setdefault("began", now), session.get("seen", now)
        if now - seen > 60 * request.idle_minutes or now - began > settings.SESSION_MAX_HOURS * 3600:
            return True
        if "seen" not in session or now - seen >= 60:
            session["seen"] = now
            session["address"], session["device"] = callers.address_of(request), device_of(request)
        return False


class NoStore:
    """What a signed-in person saw is kept by no browser: after signing out, Back leads to the login page.

    Static files never come here; a calendar and other answers to strangers say for themselves.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response["Cache-Control"] = "private, no-store"
        return response


class FirstLogin:
    """A user with a first password, or one older than the rule allows, changes it before anything else.

    Then whoever must have a second factor sets it up.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if (
            not request.path.startswith((*open_paths(), API))
            and isinstance(user, SimpleLazyObject)
            and user.is_authenticated
        ):
            if accounts.must_change_password(user):
                return redirect(reverse("password"))
            if not halves.has_shown_code(request) and second_factor.must_enrol(user):
                return redirect(reverse("second_factor"))
            request.user = request._cached_user  # the account itself: pages ask it some hundred times
        return self.get_response(request)


class KeyAuthentication(TokenAuthentication):
    """`Authorization: Bearer …`, or `Token …`: the same key by either word."""

    def authenticate(self, request):
        word = get_authorization_header(request).partition(b" ")[0]
        self.keyword = BEARER if word.lower() == BEARER.lower().encode() else type(self).keyword
        return super().authenticate(request)

    def authenticate_credentials(self, key):
        found = access.key_account(key)
        if found is None or not found.user.is_active:
            raise AuthenticationFailed
        return found.user, found


class WithinKey(IsAuthenticated):
    """Signed in, past the change of a password that is not one's own, and within what the key is for."""

    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        if accounts.must_change_password(request.user):
            raise NotAllowed("请先在网页上修改密码", "password_change_required")
        if second_factor.must_enrol(request.user):
            raise NotAllowed("请先在网页上设置动态验证码", "second_factor_required")
        narrowed = getattr(view, "is_narrowed_by_key", False)  # it shows only what the key is for
        if isinstance(request.auth, ApiKey) and not (
            narrowed or request.auth.allows(resource_of(request.path), request.method in SAFE_METHODS)
        ):
            raise NotAllowed("这个密钥的范围不包括此项，请换用范围更大的密钥", "outside_key")
        return True
