"""The answer when the portal itself fails: from the template alone, for the database may be what is missing."""

import sys

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

RETRY = 10  # seconds; an embedded database is back by then


def failure(request):
    """503 while the database gives no answer, 500 for a fault of ours; the number finds the log lines."""
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status = 503 if away else 500
    reference = structlog.contextvars.get_contextvars().get("request", "")
    title = "数据库暂时没有应答，内容没有保存，请稍后重试" if away else "服务器出了故障，内容没有保存"
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "code": "unavailable" if away else "failure",
            "reference": reference,
        }
        answer = JsonResponse(problem, status=status, json_dumps_params={"ensure_ascii": False})
        answer["Content-Type"] = "application/problem+json"
    else:
        page = render_to_string("error.html", {"status": status, "title": title, "reference": reference})
        answer = HttpResponse(page, status=status)
    if away:
        answer["Retry-After"] = str(RETRY)
    return answer
