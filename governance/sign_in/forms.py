"""Forms of signing in and of one's own account."""

from axes.helpers import get_failure_limit
from axes.models import AccessAttempt
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.db.models import Sum


class LoginForm(AuthenticationForm):
    """The form of a login; its error says how many tries are left before the account is locked."""

    error_messages = {
        "invalid_login": "账号或密码不正确。忘记密码请联系本街道管理员重置。",
        "inactive": "这个账号已停用，请联系系统管理员。",
    }

    def get_invalid_login_error(self):
        error = super().get_invalid_login_error()
        username = self.cleaned_data.get("username", "")
        failed = AccessAttempt.objects.filter(username=username).aggregate(n=Sum("failures_since_start"))["n"] or 0
        left = get_failure_limit(self.request, {"username": username}) - failed - 1
        if 0 < left < 4:
            error.message = f"账号或密码不正确，还可尝试 {left} 次。忘记密码请联系本街道管理员重置。"
        return error


class PasswordForm(forms.Form):
    """Old password once, new password twice."""

    old_password = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new_password = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    repeat = forms.CharField(
        label="再输入一次新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError("现在的密码不正确，请重新输入")
        return old

    def clean_new_password(self):
        new = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        return new

    def clean(self):
        data = super().clean()
        if data.get("new_password") and data.get("repeat") and data["new_password"] != data["repeat"]:
            self.add_error("repeat", "两次输入的新密码不一致")
        return data
