"""Forms of signing in and of one's own account."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password

from governance.kernel.steps import validators
from governance.kernel.steps.gate import Gated
from governance.people.second_factor import WRONG

from .attempts import TooSoon
from .tokens import resources


class LoginForm(Gated, AuthenticationForm):
    """The form of a login; its error says how many tries are left before the account is locked.

    wait -- seconds until the password of this address is looked at
    """

    wait = 0

    error_messages = {
        "invalid_login": "账号或密码不正确。忘记密码请联系本街道管理员重置。",
        "inactive": "这个账号已停用，请联系系统管理员。",
    }

    def clean(self):
        """Django counts the characters of the name in the browser only; no name so long is tried or put down."""
        if len(self.cleaned_data.get("username", "")) > self.fields["username"].max_length:
            raise forms.ValidationError("账号没有这么长，请核对后重新填写")
        try:
            return super().clean()
        except TooSoon as early:
            self.wait = early.seconds
            raise forms.ValidationError(str(early), code="too_soon") from None

    def get_invalid_login_error(self):
        error = super().get_invalid_login_error()
        given = {"username": self.cleaned_data.get("username", "")}
        left = get_failure_limit(self.request, given) - AxesProxyHandler.get_failures(self.request, given) - 1
        if 0 < left < 4:
            error.message = f"账号或密码不正确，还可尝试 {left} 次。忘记密码请联系本街道管理员重置。"
        return error


def secret_field(label, autocomplete):
    return forms.CharField(
        label=label, strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete})
    )


class AccountForm(Gated, forms.Form):
    """A form about the account `user`."""

    def __init__(self, *args, user, request=None, **kwargs):
        self.user, self.request = user, request
        super().__init__(*args, **kwargs)


class PresentPassword(AccountForm):
    """The present password, asked again; wrong ones count as wrong sign-ins do."""

    old_password = secret_field("现在的密码", "current-password")

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.username, password=old) is None:
            raise forms.ValidationError("现在的密码不正确，请重新输入")
        return old


def code_field(label, help_text):
    return forms.CharField(
        label=label,
        max_length=32,
        help_text=help_text,
        error_messages={"required": "请填写动态验证码"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


EITHER = "验证器当前显示的 6 位数字；手机不在身边时填一个恢复码"


class CodeForm(AccountForm):
    """The code that follows the password at a sign-in; wrong ones count as wrong passwords do."""

    code = code_field("动态验证码", EITHER)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if authenticate(self.request, username=self.user.username, code=code) is None:
            raise forms.ValidationError(WRONG)
        return code


class EnrolForm(PresentPassword):
    """The first code of an authenticator, with the password."""

    field_order = ("code", "old_password")
    code = code_field("动态验证码", "扫描后，验证器当前显示的 6 位数字")


class FactorForm(PresentPassword):
    """Password and code again, before recovery codes are changed or the second factor ends."""

    field_order = ("old_password", "code")
    code = code_field("动态验证码", EITHER)

    def clean(self):
        """A code is used up only when the password was right."""
        data = super().clean()
        code = data.get("code") if data.get("old_password") else None
        if code and authenticate(self.request, username=self.user.username, code=code) is None:
            self.add_error("code", WRONG)
        return data


class NewPassword(AccountForm):
    """A new password, twice."""

    new_password = secret_field("新密码", "new-password")
    repeat = secret_field("再输入一次新密码", "new-password")

    def clean_new_password(self):
        new = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        return new

    def clean(self):
        data = super().clean()
        if data.get("new_password") and data.get("repeat") and data["new_password"] != data["repeat"]:
            self.add_error("repeat", "两次输入的新密码不一致")
        return data


class PasswordForm(PresentPassword, NewPassword):
    """Old password once, new password twice."""

    field_order = ("old_password", "new_password", "repeat")


class LinkForm(NewPassword):
    """The owner of an account proves who she is and sets the password."""

    field_order = ("id_number", "new_password", "repeat")
    id_number = forms.CharField(
        label="身份证号", max_length=18, validators=[validators.id_number], help_text="与登记的一致，用来核对是您本人"
    )


class AddressForm(PresentPassword):
    """One's own e-mail address; what somebody else entered stands in it to be taken."""

    field_order = ("email", "old_password")
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="期限提醒和消息同时发到这里；不填即不再发送邮件"
    )


class KeyForm(PresentPassword):
    """A new key of the API: what for, how long, over what."""

    field_order = ("name", "days", "may_write", "resources", "old_password")
    name = forms.CharField(label="用途", max_length=40, help_text="例如 区数据平台取数")
    days = forms.TypedChoiceField(
        label="有效期", coerce=int, choices=[(7, "7 天"), (30, "30 天"), (90, "90 天")], initial=30
    )
    may_write = forms.TypedChoiceField(
        label="范围",
        coerce=lambda value: value == "write",
        choices=[("read", "只读"), ("write", "读取和办理")],
        initial="read",
    )
    resources = forms.MultipleChoiceField(
        label="资源", required=False, help_text="不选即全部；密钥不会超出您自己的岗位"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resources"].choices = sorted(resources().items(), key=lambda pair: pair[1])
