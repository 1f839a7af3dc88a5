"""Signing in to the API: a token for a name and a password."""

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.kernel.api.errors import problem
from governance.kernel.api.viewsets import body_of, refuse_unknown
from governance.kernel.steps.gate import NUL_SENTENCE, UNSTORABLE
from governance.people import second_factor
from governance.people.actions import access, accounts

from .attempts import TooSoon


def words_for(label):
    """What is said where a text is missing or is none."""
    missing = dict.fromkeys(("required", "blank", "null"), f"请填写{label}")
    return {**missing, "invalid": f"{label}须为文字", "max_length": f"{label}没有这么长，请核对"}


class Credentials(serializers.Serializer):
    username = serializers.CharField(max_length=150, error_messages=words_for("账号"))
    password = serializers.CharField(max_length=200, trim_whitespace=False, error_messages=words_for("密码"))


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()


class Token(APIView):
    """`POST {"username","password"}` → `{"token"}`, a key for 30 days; wrong passwords count as on the page.

    An account with a second factor makes its keys on the page, where the code is asked for.
    """

    permission_classes = [AllowAny]
    authentication_classes = []
    also_refuses = (429,)

    @extend_schema(request=Credentials, responses={200: TokenAnswer}, auth=[], summary="用账号和密码换取令牌")
    def post(self, request):
        sent = body_of(request)
        refuse_unknown([name for name in sent if name not in Credentials().fields], sentence="取令牌只需账号和密码")
        if unstorable := [key for key, value in sent.items() if UNSTORABLE.search(str(value))]:
            return problem(422, "提交的内容有误，请按提示修改", "invalid", {key: [NUL_SENTENCE] for key in unstorable})
        given = Credentials(data=sent)
        given.is_valid(raise_exception=True)
        try:
            user = authenticate(request._request, **given.validated_data)
        except TooSoon as early:
            answer = problem(429, str(early), "too_soon")
            answer["Retry-After"] = str(early.seconds)
            return answer
        if user is None:
            if getattr(request._request, "axes_locked_out", False):
                return problem(429, "账号已锁定，请 30 分钟后再试，或联系管理员", "locked_out")
            return problem(401, "账号或密码不正确", "wrong_credentials")
        if accounts.must_change_password(user):
            return problem(403, "请先在网页上修改密码", "password_change_required")
        if second_factor.asks_for_codes(user):
            return problem(403, "请在网页上凭动态验证码登录后新建密钥", "second_factor_required")
        _, secret = access.make_key(user, actor=user, name="账号密码换取")
        return Response({"token": secret}, headers={"Cache-Control": "no-store"})
