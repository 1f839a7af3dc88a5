"""Pages of the second factor: setting it up, its recovery codes, a code anew, its end."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from governance.kernel.pages.repeats import answer_once
from governance.kernel.papers.qr_codes import qr_code
from governance.kernel.steps.errors import BusinessError
from governance.people import second_factor
from governance.people.actions import factors

from .. import halves
from ..forms import CodeForm, EnrolForm, FactorForm
from .account import SecretPage


class FactorPage(SecretPage):
    """A page with one form that asks for a code; what it does is done once.

    form_class -- its form; work(code) -> (address for a repeat, answer)
    """

    form_class = None

    def get(self, request):
        return self.answer(self.form_class(user=request.user))

    def post(self, request):
        form = self.form_class(request.POST, user=request.user, request=request)
        if form.is_valid():
            try:
                return answer_once(request, lambda: self.work(form.cleaned_data["code"]))
            except BusinessError as refusal:
                form.add_error("code", refusal.message)
        return self.answer(form, status=422)

    def show_codes(self, codes):
        return reverse("account"), self.show("governance/sign_in/recovery_codes.html", codes=codes)


class SecondFactor(FactorPage):
    """Set the second factor up: scan, show one code, keep the recovery codes, which are shown in this one answer."""

    title, form_class = "动态验证码", EnrolForm

    def work(self, code):
        request = self.request
        codes = factors.confirm(request.user, actor=request.user, code=code)
        update_session_auth_hash(request, request.user)
        halves.note_code(request)
        return self.show_codes(codes)

    def answer(self, form, status=200):
        factor = factors.begin(self.request.user)
        if factor is None:
            return redirect(reverse("account") + "#h-factor")
        return self.show(
            "governance/sign_in/second_factor.html",
            status=status,
            form=form,
            picture=qr_code(second_factor.address_of(factor)),
            secret=" ".join(factor.secret[start : start + 4] for start in range(0, len(factor.secret), 4)),
            is_forced=second_factor.is_required(self.request.user),
        )


class WithFactor(FactorPage):
    """A page for accounts that have a second factor; others are led to set one up."""

    hint = ""

    def answer(self, form, status=200):
        if not self.request.user.has_second_factor:
            return redirect(reverse("second_factor"))
        return self.show("governance/sign_in/factor_again.html", status=status, form=form, hint=self.hint)


class CodeAgain(WithFactor):
    """A code anew, before much is given out; then back to where it was asked for."""

    title, form_class = "输入动态验证码", CodeForm
    hint = "导出、查看明文和新建接口密钥前须重新验证，15 分钟内有效"

    def work(self, code):
        factors.take_code(self.request.user, code)
        halves.note_code(self.request)
        messages.success(self.request, "动态验证码已验证，15 分钟内可导出、查看明文和新建接口密钥")
        return self.way, redirect(self.way)

    @property
    def way(self):
        """Where to go on: the portal's own address that is named, else the account."""
        way = self.request.GET.get("next", "")
        is_own = url_has_allowed_host_and_scheme(way, {self.request.get_host()}, self.request.is_secure())
        return way if is_own else reverse("account")


class RecoveryCodes(WithFactor):
    """Make new recovery codes in place of those before."""

    title, form_class = "更换恢复码", FactorForm
    hint = "原恢复码全部作废，新恢复码只显示一次"

    def work(self, code):
        return self.show_codes(factors.renew_codes(self.request.user, actor=self.request.user, code=code))


class EndFactor(WithFactor):
    """End one's own second factor, to set it up on another device."""

    title, form_class = "停用动态验证码", FactorForm
    hint = "换手机时先停用，再在新手机上设置；其他设备的登录、接口密钥和日历订阅一并停用"

    def work(self, code):
        request = self.request
        factors.give_up(request.user, actor=request.user, code=code)
        update_session_auth_hash(request, request.user)
        halves.forget_code(request)
        messages.success(request, "动态验证码已停用")
        return reverse("account"), redirect(reverse("account") + "#h-factor")
