"""The one shape of every error of the API (RFC 9457), and which error it is."""

import orjson
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from governance.kernel.steps.errors import ALL, BusinessError
from governance.kernel.steps.submissions import Repeated

from .shapes import PROBLEM
from .versions import version_headers

WHOLE = ("__all__", "non_field_errors")  # what frameworks call the sentences that belong to no field
TITLES = {
    400: ("请求格式不正确，请核对后再试", "bad_request"),
    401: ("请先登录，或提供有效的令牌", "not_authenticated"),
    403: ("您的岗位不办理此项", "not_allowed"),
    404: ("没有找到这条记录，或者它不在您的查看范围内", "not_found"),
    405: ("这个地址不支持此种请求", "method_not_allowed"),
    406: ("不支持所要求的返回格式", "not_acceptable"),
    415: ("不支持这种内容格式", "unsupported_media_type"),
    429: ("请求过于频繁，请稍后再试", "too_many_requests"),
}
CSRF = "请求没有带页面的防伪令牌，没有办理：请刷新页面后再试；程序请改用接口密钥"


def problem(status_code, title, code, errors=None, details=None):
    """A problem by RFC 9457: a sentence for people, a stable code for programs, and what this code says beside."""
    body = {"type": f"urn:problem:{code}", "title": title, "status": status_code, "code": code}
    if errors:
        body["errors"] = errors
    body |= details or {}
    return Response(body, status=status_code, content_type=PROBLEM)


def handle_exception(error, context):
    """One error shape for the whole API; no fault of the caller is answered by a 500."""
    if isinstance(error, Repeated):
        return answered_before(error.submission)
    if isinstance(error, BusinessError):
        return problem(error.status, error.message, error.code, error.errors, error.details)
    if isinstance(error, Http404):
        return problem(404, *TITLES[404])
    if isinstance(error, PermissionDenied):
        return problem(403, *TITLES[403])
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "提交的内容有误，请按提示修改", "invalid", flat_errors(error.detail))
    if isinstance(error, DjangoValidationError):
        return problem(422, "；".join(error.messages), "invalid")
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        answer = problem(401, *TITLES[401])
        answer["WWW-Authenticate"] = "Token"
        return answer
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith("CSRF Failed"):
        return problem(403, CSRF, "csrf_failed")
    if isinstance(error, exceptions.APIException):
        title, code = TITLES.get(error.status_code, TITLES[400])
        answer = problem(error.status_code, title, code)
        if getattr(error, "wait", None):
            answer["Retry-After"] = str(int(error.wait) + 1)
        return answer
    return None


def flat_errors(detail):
    """DRF's nested details as {field: [sentences]}."""
    if isinstance(detail, dict):
        return {
            (ALL if name in WHOLE else str(name)): [
                str(sentence) for sentence in (many if isinstance(many, list) else [many])
            ]
            for name, many in detail.items()
        }
    return {ALL: [str(sentence) for sentence in detail]}


def answered_before(submission):
    body = orjson.loads(submission.body or "{}")
    return Response(
        body, status=submission.status or 200, headers={"Idempotent-Replay": "true", **version_headers(body)}
    )
