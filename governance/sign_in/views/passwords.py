"""Setting a password: one's own, or by a link that an administrator handed over."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from governance.kernel.pages.repeats import answer_once
from governance.kernel.steps.errors import BusinessError
from governance.people.actions import accounts

from ..forms import LinkForm, PasswordForm
from .account import SecretPage

RULES = (
    "至少 10 位，含大写字母、小写字母、数字、符号中的至少三种",
    "不能与账号相近，不能是常见密码",
    "不能与最近五次用过的密码相同",
)


class Password(SecretPage):
    title = "修改密码"

    def get(self, request):
        return self.answer(PasswordForm(user=request.user))

    def post(self, request):
        form = PasswordForm(request.POST, user=request.user, request=request)
        if form.is_valid():
            try:
                return answer_once(request, lambda: self.change(form.cleaned_data["new_password"]))
            except BusinessError as refusal:
                form.add_error("new_password", refusal.message)
        return self.answer(form, status=422)

    def change(self, password):
        user = self.request.user
        accounts.change_password(user, actor=user, password=password)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, "密码已修改；其他设备、接口密钥和日历订阅都已停用，需要重新登录或办理")
        return reverse("work"), redirect(reverse("work"))

    def answer(self, form, status=200):
        return self.show(
            "governance/sign_in/password_change.html",
            status=status,
            form=form,
            is_forced=self.request.user.must_change_password,
            rules=RULES,
        )


class SetPassword(View):
    """The owner of an account opens the link on a device of her own, proves who she is and sets the password."""

    def get(self, request, secret):
        user = accounts.link_account(secret)
        return self.answer(request, user, LinkForm(user=user))

    def post(self, request, secret):
        user = accounts.link_account(secret)
        form = LinkForm(request.POST, user=user)
        if user is not None and form.is_valid():
            given = form.cleaned_data
            try:
                accounts.set_password_by_link(secret, id_number=given["id_number"], password=given["new_password"])
            except BusinessError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
                user = accounts.link_account(secret)
            else:
                messages.success(request, "密码已设置，请登录")
                return redirect(settings.LOGIN_URL)
        return self.answer(request, user, form, status=422)

    def answer(self, request, user, form, status=200):
        """The form, or that the link is void; nothing else is told of the account."""
        context = {"form": form, "username": user.username if user else "", "rules": RULES}
        status = status if user else 404
        answer = render(request, "governance/sign_in/password_set.html", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer
