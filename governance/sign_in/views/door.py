"""Signing in, with the password and the code that may follow it, and signing out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from governance.kernel.steps.errors import BusinessError
from governance.people.actions import access, factors
from governance.people.models.accounts import User
from governance.people.workflow.accounts import is_administrator

from .. import attempts, halves
from ..forms import CodeForm, LoginForm

BACKEND = "governance.sign_in.backend.Backend"
DEMO_PASSWORD = "hetang-demo"


def first_page(user):
    """Leaders begin at the board, all others at their work."""
    return reverse("dashboard" if user.has("governance.chair") else "work")


def enter(request, user, way):
    """Begin the session and lead on; of two sessions of an administrator the older ends.

    The browser becomes a known device.
    """
    halves.drop_half(request)
    if is_administrator(user):
        user = access.end_sessions(user)
    login(request, user, backend=BACKEND)
    response = redirect(way or first_page(user))
    attempts.remember_device(request, response, user)
    return response


class Login(LoginView):
    template_name = "governance/sign_in/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Sign in, or ask whoever has a second factor for its code."""
        user, way = form.get_user(), self.get_redirect_url()
        if not user.has_second_factor:
            return enter(self.request, user, way)
        halves.keep_half(self.request, user, way)
        return redirect(reverse("login_code"))

    def form_invalid(self, form):
        """The form with the name again; 429 where the address has to wait, and the password was not looked at."""
        response = super().form_invalid(form)
        if form.wait:
            response.status_code, response["Retry-After"] = 429, str(form.wait)
        return response

    def get_default_redirect_url(self):
        return first_page(self.request.user)

    def get_context_data(self, **kwargs):
        demo = {}
        if settings.DEMO:
            users = User.objects.filter(is_demo=True).select_related("person").order_by("id")[:30]
            demo = {
                "demo_accounts": [(user.username, user.person.note or user.name) for user in users],
                "demo_password": DEMO_PASSWORD,
            }
        return super().get_context_data(**kwargs, **demo)


class LoginCode(View):
    """The code after the password.  Without the first half, or when that is too old, the sign-in begins again."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect(first_page(request.user))
        self.user, self.way = halves.half_of(request)
        if self.user is None:
            messages.info(request, "请重新输入账号和密码")
            return redirect(settings.LOGIN_URL)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.answer(CodeForm(user=self.user))

    def post(self, request):
        form = CodeForm(request.POST, user=self.user, request=request)
        if form.is_valid():
            try:
                factors.take_code(self.user, form.cleaned_data["code"])
            except BusinessError as refusal:
                form.add_error("code", refusal.message)
            else:
                response = enter(request, self.user, self.way)
                halves.note_code(request)
                return response
        return self.answer(form, status=422)

    def answer(self, form, status=200):
        return render(self.request, "governance/sign_in/login_code.html", {"form": form}, status=status)


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
