"""Answers from outside the views: the portal itself fails, or an account is locked."""

import sys

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY = 10  # seconds; an embedded database is back by then


def is_api(request):
    return request.path.startswith("/api/")


def problem(status, title, code, **more):
    """The API's error, made without the API."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def failure(request):
    """503 while the database gives no answer, 500 for a fault of ours; the number finds the log lines.

    The page is made from its template alone: whatever else a page reads may be what fails.
    """
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status, code = (503, "unavailable") if away else (500, "failure")
    title = "数据库暂时没有应答，内容没有保存，请稍后重试" if away else "服务器出了故障，内容没有保存"
    reference = structlog.contextvars.get_contextvars().get("request", "")
    if is_api(request):
        answer = problem(status, title, code, reference=reference)
    else:
        page = render_to_string("error.html", {"status": status, "title": title, "reference": reference})
        answer = HttpResponse(page, status=status)
    if away:
        answer["Retry-After"] = str(RETRY)
    return answer


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
