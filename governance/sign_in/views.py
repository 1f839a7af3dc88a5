"""Signing in and out, the password, one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from governance.kernel.pages.comebacks import remember_author
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.views import Page
from governance.kernel.steps.errors import BusinessError
from governance.people.actions import access, accounts
from governance.people.models import User
from governance.people.ways_in import ApiKey
from governance.people.workflow import is_administrator
from governance.roles import label

from . import attempts
from .forms import KeyForm, LinkForm, LoginForm, PasswordForm

DEMO_PASSWORD = "hetang-demo"
RULES = (
    "至少 10 位，含大写字母、小写字母、数字、符号中的至少三种",
    "不能与账号相近，不能是常见密码",
    "不能与最近五次用过的密码相同",
)


class Login(LoginView):
    template_name = "governance/sign_in/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Sign in; of two sessions of an administrator the older ends.  The browser becomes a known device."""
        user = form.get_user()
        if is_administrator(user):
            form.user_cache = access.end_sessions(user)
            form.user_cache.backend = user.backend
        response = super().form_valid(form)
        attempts.remember_device(self.request, response, form.get_user())
        remember_author(response, form.get_user())
        return response

    def get_default_redirect_url(self):
        """Leaders begin at the board, all others at their work."""
        is_leader = self.request.user.has("governance.chair")
        return reverse("dashboard") if is_leader else super().get_default_redirect_url()

    def get_context_data(self, **kwargs):
        demo = {}
        if settings.DEMO:
            users = User.objects.filter(is_demo=True).select_related("person").order_by("id")[:30]
            demo = {
                "demo_accounts": [(user.username, user.person.note or user.name) for user in users],
                "demo_password": DEMO_PASSWORD,
            }
        return super().get_context_data(**kwargs, **demo)


class FreshToken(View):
    """The token of the present session and whose it is, for a form opened before its author signed in again."""

    def get(self, request):
        if not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
        return JsonResponse({"account": request.user.pk, "token": get_token(request)})


class Logout(View):
    def post(self, request):
        logout(request)
        return redirect(settings.LOGIN_URL)


class Account(Page):
    """One's own account: posts, messages, password, calendar, keys of the API.

    A secret that has just been made is shown in this one answer, and kept nowhere.
    """

    title = "个人信息与岗位"

    def get(self, request):
        return self.answer()

    def answer(self, calendar=""):
        user = self.request.user
        return self.show(
            "governance/sign_in/account.html",
            posts=[{"role": label(role), "area": area} for role, _, area, *_ in user.posts],
            person=user.person,
            keys=ApiKey.objects.visible_to(user),
            has_calendar=bool(user.calendar_digest),
            calendar=self.request.build_absolute_uri(reverse("calendar", args=[calendar])) if calendar else "",
        )


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


class NewKey(SecretPage):
    """Make a key of the API."""

    title = "新建接口密钥"

    def get(self, request):
        return self.answer(KeyForm(user=request.user))

    def post(self, request):
        form = KeyForm(request.POST, user=request.user, request=request)
        if not form.is_valid():
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


class SignOutEverywhere(Page):
    def post(self, request):
        access.sign_out_everywhere(request.user, actor=request.user)
        logout(request)
        messages.success(request, "已退出全部设备，请重新登录")
        return redirect(settings.LOGIN_URL)
