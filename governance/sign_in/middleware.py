"""What every request passes: where it came from, idle timeout and the first password change."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from governance.kernel.clock import clock, rules
from governance.kernel.upkeep import callers
from governance.people.actions import accounts

OPEN = ("/login/", "/logout/", "/account/password/", "/static/", "/healthz", "/readyz", "/metrics", "/public/")


class Caller:
    """Facts recorded during a request say from which address they were caused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with callers.calling(callers.address_of(request)):
            return self.get_response(request)


class SessionIdle:
    """Sign a silent session out: after the minutes the rules allow, after 8 hours at most.

    The time of the last request is written at most once a minute.
    Source: domain.md §7, §9.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key and request.user.is_authenticated and self.is_over(request):
            logout(request)
            messages.info(request, "您已较长时间没有操作，为保护数据已自动退出，请重新登录")
            if not request.path.startswith(OPEN):
                return redirect(f"{settings.LOGIN_URL}?next={request.path}")
        return self.get_response(request)

    def is_over(self, request):
        now = int(clock.now().timestamp())
        session = request.session
        began, seen = session.setdefault("began", now), session.get("seen", now)
        if now - seen > 60 * idle_minutes(request.user) or now - began > settings.SESSION_MAX_HOURS * 3600:
            return True
        if "seen" not in session or now - seen >= 60:
            session["seen"] = now
        return False


def idle_minutes(user):
    """How long a session may be silent: a dated rule, shorter for administrators; the setting where there is none."""
    is_admin = user.has("governance.account_list") or user.has("governance.logs")
    rule = rules.find("session_idle_minutes_admin" if is_admin else "session_idle_minutes")
    if rule is not None:
        return int(rule.value)
    return settings.SESSION_IDLE_ADMIN_MINUTES if is_admin else settings.SESSION_IDLE_MINUTES


class FirstLogin:
    """Whoever still has the password they were given, or one older than 90 days, changes it before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if (
            not request.path.startswith((*OPEN, "/api/"))
            and isinstance(user, SimpleLazyObject)
            and user.is_authenticated
            and accounts.must_change_password(user)
        ):
            return redirect("/account/password/")
        return self.get_response(request)
