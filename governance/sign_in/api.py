"""Signing in to the API: a token for a name and a password."""

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from governance.kernel.api.errors import problem
from governance.kernel.api.schema import REFUSALS
from governance.people.actions import accounts


class Credentials(serializers.Serializer):
    username = serializers.CharField(max_length=150, error_messages={"required": "请填写账号", "blank": "请填写账号"})
    password = serializers.CharField(
        max_length=200, trim_whitespace=False, error_messages={"required": "请填写密码", "blank": "请填写密码"}
    )


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()


class Token(APIView):
    """`POST {"username","password"}` → `{"token"}`; five wrong passwords lock the account as on the page."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "login"

    @extend_schema(request=Credentials, responses={200: TokenAnswer, **REFUSALS}, auth=[])
    def post(self, request):
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request._request, **given.validated_data)
        if user is None:
            if getattr(request._request, "axes_locked_out", False):
                return problem(429, "账号已锁定，请 30 分钟后再试，或联系管理员", "locked_out")
            return problem(401, "账号或密码不正确", "wrong_credentials")
        if user.must_change_password:
            return problem(403, "首次登录请先在网页上修改密码", "password_change_required")
        return Response({"token": accounts.token_of(user)})
