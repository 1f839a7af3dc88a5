"""Answers from outside the views: the portal itself fails, or an account is locked."""

import sys

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.middleware.common import CommonMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg2.errors import DiskFull, SequenceGeneratorLimitExceeded

from governance.kernel.steps.errors import BusinessError
from portal.bodies import DISK_FULL

RETRY = 10  # seconds; an embedded database is back by then


def is_api(request):
    return request.path.startswith("/api/")


def problem(status, title, code, **more):
    """The API's error, made without the API."""
    body = {"type": f"urn:problem:{code}", "title": title, "status": status, "code": code, **more}
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def refuse(path, status, title, code, *, message="", reference="", retry=None):
    """An answer made from its template alone: whatever else a page reads may be what fails.

    retry -- seconds after which the page asks for itself again
    """
    if path.startswith("/api/"):
        return problem(status, title, code, **({"reference": reference} if reference else {}))
    context = {"status": status, "title": title, "message": message, "reference": reference, "retry": retry}
    return HttpResponse(render_to_string("error.html", context), status=status)


def failure(request):
    """503 while the database gives no answer or no number, 507 on a full disk, 500 for a fault of ours.

    The number finds the log lines.  That nothing was saved is said where something was to be saved.
    """
    error = sys.exception()
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    unsaved = "，内容没有保存" if writes else ""
    message, retry = "", None
    if is_disk_full(error):
        status, title, code = 507, f"服务器磁盘已满{unsaved}", "disk_full"
        message = "请联系系统管理员清理磁盘或加大磁盘，之后再试。"
    elif caused_by(error, SequenceGeneratorLimitExceeded):
        status, title, code = 503, f"系统的记录编号已用完{unsaved}", "no_number"
        message = "新的记录暂时不能登记，已有的记录不受影响。请告知系统管理员，由其运行 manage.py verify 查明是哪张表。"
    elif is_away(error):
        status, title, code = 503, f"数据库暂时没有应答{unsaved}，请稍后重试", "unavailable"
        message = "通常片刻就会恢复。请稍后刷新本页；仍不行请联系技术支持。"
        if not writes:
            message, retry = "通常片刻就会恢复，恢复后本页自动打开；仍不行请联系技术支持。", RETRY
    else:
        status, title, code = 500, f"服务器出了故障{unsaved}", "failure"
    reference = structlog.contextvars.get_contextvars().get("request", "")
    answer = refuse(request.path, status, title, code, message=message, reference=reference, retry=retry)
    if status == 503:
        answer["Retry-After"] = str(RETRY)
    return answer


def is_away(error):
    """Whether the database gave no answer: in a restart the driver also raises the plain DatabaseError."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def is_disk_full(error):
    """Whether a disk of ours or of the database's is full, in whatever error that came wrapped."""
    return any(
        isinstance(one, DiskFull) or (isinstance(one, OSError) and one.errno in DISK_FULL) for one in chain(error)
    )


def caused_by(error, kind):
    return any(isinstance(one, kind) for one in chain(error))


def chain(error):
    """An error and those it came of, the innermost last."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class Slashes(CommonMiddleware):
    """Leads on to the address with its slash, but not what a program posts: it would follow without its content."""

    def should_redirect_with_slash(self, request):
        is_read = request.method in ("GET", "HEAD") or not is_api(request)
        return is_read and super().should_redirect_with_slash(request)


class Refusals:
    """Middleware: the one door by which a refusal that no form shows becomes a page, of lists, files and prints."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not isinstance(error, BusinessError):
            return None
        if is_api(request):
            return problem(error.status, error.message, error.code)
        context = {"status": error.status, "title": error.title, "message": error.message}
        return render(request, "error.html", context, status=error.status)


def locked_out(request, response=None, credentials=None):
    """429: too many wrong passwords for this account from this address.  Called by django-axes."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    if is_api(request):
        answer = problem(429, f"账号已锁定，请 {minutes} 分钟后再试，或联系管理员", "locked_out")
    else:
        username = (credentials or {}).get("username", "")
        answer = render(
            request, "governance/sign_in/login_locked.html", {"username": username, "minutes": minutes}, status=429
        )
    answer["Retry-After"] = str(minutes * 60)
    return answer


class NoNul:
    """Refuse requests with a NUL in their address or in a hidden field of a page: the database could not look for it.

    What people fill in is refused by name of field, see `governance.kernel.steps.gate`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        values = [request.path, *(text for name, many in request.GET.lists() for text in (name, *many))]
        return self.refusal(request) if any("\0" in text for text in values) else self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or is_api(request):
            return None
        hidden = (text for name, many in request.POST.lists() if name.startswith("_") for text in many)
        return self.refusal(request) if any("\0" in text for text in hidden) else None

    def refusal(self, request):
        title = "请求中有看不见的空字符，没有办理，请核对网址或内容后再试"
        if is_api(request):
            return problem(400, title, "nul_character")
        return render(request, "error.html", {"status": 400, "title": title}, status=400)
