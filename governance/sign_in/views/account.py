"""One's own account: posts, devices that are signed in, calendar, keys of the API."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.pages import proofs
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.views import Page
from governance.people import second_factor
from governance.people.actions import access, accounts
from governance.people.ways_in import SHOWN, ApiKey, Session, keys_of
from governance.roles import label

from ..forms import AddressForm, KeyForm
from ..sessions import idle_minutes


class Account(Page):
    """One's own account: posts, messages, password, calendar, keys of the API.

    A secret that has just been made is shown in this one answer, and kept nowhere.
    """

    title = "个人信息与岗位"

    def get(self, request):
        return self.answer()

    def answer(self, calendar=""):
        user, sessions = self.request.user, own_sessions(self.request)
        return self.show(
            "governance/sign_in/account.html",
            posts=[{"role": label(role), "area": area} for role, _, area, *_ in user.posts],
            person=user.person,
            keys=keys_of(user.pk),
            sessions=sessions[:SHOWN],
            is_cut=len(sessions) > SHOWN,
            present=self.request.session.kept_key,
            codes_left=user.recovery_codes.count,  # asked where it is shown
            is_required=second_factor.is_required(user),
            has_calendar=bool(user.calendar_digest),
            calendar=self.request.build_absolute_uri(reverse("calendar", args=[calendar])) if calendar else "",
        )


def own_sessions(request):
    """The sessions in which the account is signed in now, used last first, at most one more than are shown."""
    now = clock.now()
    return access.live_sessions(
        request.user,
        seen_since=now - timedelta(minutes=idle_minutes(request.user)),
        began_since=now - timedelta(hours=settings.SESSION_MAX_HOURS),
    )


class EndSession(Page):
    """End one of one's sessions by its number, or all but the present one."""

    def post(self, request, number=""):
        def end():
            present = request.session.kept_key
            others = Session.objects.visible_to(request.user).exclude(session_key=present)  # whatever their days say
            chosen = [session.session_key for session in others if number in ("", session.number)]
            if number and not chosen:
                raise Http404
            access.end_chosen(request.user, chosen, actor=request.user)
            messages.success(request, "已退出所选设备上的登录" if number else "已退出其他设备上的全部登录")
            return reverse("account"), redirect(reverse("account") + "#h-sessions")

        return answer_once(request, end)


class CalendarLink(Account):
    """Make, renew or withdraw the secret address of one's own calendar."""

    http_method_names = ("post",)

    def post(self, request):

        def change():
            if request.POST.get("do") == "withdraw":
                access.withdraw_calendar(request.user, actor=request.user)
                messages.success(request, "日历订阅已停用，原地址不能再打开")
                return reverse("account"), redirect(reverse("account"))
            return reverse("account"), self.answer(access.renew_calendar(request.user, actor=request.user))

        return answer_once(request, change)


class SecretPage(Page):
    """A page that asks for the present password: at the fifth wrong one the session ends."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if getattr(request, "axes_locked_out", False):
            logout(request)
        return response


class OwnAddress(SecretPage):
    """Set one's own e-mail address, or take the one that an administrator entered."""

    title = "设置电子邮箱"

    def get(self, request):
        user = request.user
        return self.answer(AddressForm(user=user, initial={"email": user.email_proposed or user.email}))

    def post(self, request):
        form = AddressForm(request.POST, user=request.user, request=request)
        if not form.is_valid():
            return self.answer(form, status=422)

        def work():
            accounts.set_address(request.user, actor=request.user, email=form.cleaned_data["email"])
            messages.success(request, "电子邮箱已设置")
            return reverse("account"), redirect(reverse("account"))

        return answer_once(request, work)

    def answer(self, form, status=200):
        hint = "变动会告知原来的邮箱"
        return self.show("governance/sign_in/factor_again.html", status=status, form=form, hint=hint)


class NewKey(SecretPage):
    """Make a key of the API."""

    title = "新建接口密钥"

    def get(self, request):
        return proofs.way_to_prove(request, request.path) or self.answer(KeyForm(user=request.user))

    def post(self, request):
        form = KeyForm(request.POST, user=request.user, request=request)
        if not form.is_valid():
            return self.answer(form, status=422)
        if proofs.is_missing(request):
            form.add_error(None, proofs.FIRST)
            return self.answer(form, status=422)
        given = {name: value for name, value in form.cleaned_data.items() if name != "old_password"}

        def make():
            key, secret = access.make_key(request.user, actor=request.user, **given)
            return reverse("account"), self.answer(None, key=key, secret=secret)

        return answer_once(request, make)

    def answer(self, form, status=200, **context):
        return self.show("governance/sign_in/key_new.html", status=status, form=form, **context)


class EndKey(Page):
    """End a key of the API."""

    def post(self, request, pk):
        def end():
            access.end_key(get_object_or_404(ApiKey.objects.visible_to(request.user), pk=pk), actor=request.user)
            messages.success(request, "接口密钥已停用")
            return reverse("account"), redirect(reverse("account"))

        return answer_once(request, end)


class SignOutEverywhere(Page):
    def post(self, request):
        access.sign_out_everywhere(request.user, actor=request.user)
        logout(request)
        messages.success(request, "已退出全部设备，请重新登录")
        return redirect(settings.LOGIN_URL)
