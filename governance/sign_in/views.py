"""Signing in and out, the password, one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View

from governance.kernel.pages.comebacks import remember_author
from governance.kernel.pages.views import Page
from governance.kernel.steps.errors import BusinessError
from governance.people.actions import accounts
from governance.people.models import User
from governance.roles import label

from .forms import LoginForm, PasswordForm

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

    def get_default_redirect_url(self):
        """Leaders begin at the board, all others at their work."""
        is_leader = self.request.user.has("governance.chair")
        return reverse("dashboard") if is_leader else super().get_default_redirect_url()

    def form_valid(self, form):
        answer = super().form_valid(form)
        remember_author(answer, form.get_user())
        return answer

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
        answer = JsonResponse({"account": request.user.pk, "token": get_token(request)})
        answer["Cache-Control"] = "no-store"
        return answer


class Logout(View):
    def post(self, request):
        logout(request)
        return redirect(settings.LOGIN_URL)


class Account(Page):
    """One's own account: posts, messages, password, calendar."""

    title = "个人信息与岗位"

    def get(self, request):
        posts = [{"role": label(role), "area": area} for role, _, area, *_ in request.user.posts]
        token = request.user.calendar_token
        return self.show(
            "governance/sign_in/account.html",
            posts=posts,
            person=request.user.person,
            calendar=request.build_absolute_uri(reverse("calendar", args=[token])) if token else "",
        )


class CalendarLink(Page):
    """Make, renew or withdraw the secret address of one's own calendar."""

    def post(self, request):
        if request.POST.get("do") == "withdraw":
            accounts.withdraw_calendar(request.user, actor=request.user)
            messages.success(request, "日历订阅已停用，原地址不能再打开")
        else:
            accounts.renew_calendar(request.user, actor=request.user)
            messages.success(request, "日历订阅地址已生成，请不要转发给他人")
        return redirect(reverse("account"))


class Password(Page):
    title = "修改密码"

    def get(self, request):
        return self.answer(PasswordForm(user=request.user))

    def post(self, request):
        form = PasswordForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                accounts.change_password(request.user, actor=request.user, password=form.cleaned_data["new_password"])
            except BusinessError as refusal:
                form.add_error("new_password", refusal.message)
            else:
                update_session_auth_hash(request, request.user)
                messages.success(request, "密码已修改，其他设备需要重新登录")
                return redirect(reverse("work"))
        return self.answer(form, status=422)

    def answer(self, form, status=200):
        return self.show(
            "governance/sign_in/password_change.html",
            status=status,
            form=form,
            is_forced=self.request.user.must_change_password,
            rules=RULES,
        )


class SignOutEverywhere(Page):
    def post(self, request):
        accounts.sign_out_everywhere(request.user, actor=request.user)
        logout(request)
        messages.success(request, "已退出全部设备，请重新登录")
        return redirect(settings.LOGIN_URL)
