"""Addresses of signing in and of one's own account, at the top of the portal."""

from django.urls import path

from .views import account, door, factor, passwords

urlpatterns = [
    path("login/", door.Login.as_view(), name="login"),
    path("login/code/", door.LoginCode.as_view(), name="login_code"),
    path("logout/", door.Logout.as_view(), name="logout"),
    path("account/", account.Account.as_view(), name="account"),
    path("account/token/", door.FreshToken.as_view(), name="fresh_token"),
    path("account/password/", passwords.Password.as_view(), name="password"),
    path("account/address/", account.OwnAddress.as_view(), name="own_address"),
    path("account/keys/new/", account.NewKey.as_view(), name="key_new"),
    path("account/keys/<int:pk>/end/", account.EndKey.as_view(), name="key_end"),
    path("account/set-password/<str:secret>/", passwords.SetPassword.as_view(), name="set_password"),
    path("account/second-factor/", factor.SecondFactor.as_view(), name="second_factor"),
    path("account/recovery-codes/", factor.RecoveryCodes.as_view(), name="recovery_codes"),
    path("account/code/", factor.CodeAgain.as_view(), name="code_again"),
    path("account/end-factor/", factor.EndFactor.as_view(), name="factor_end"),
    path("account/sessions/end/", account.EndSession.as_view(), name="sessions_end"),
    path("account/sessions/<str:number>/end/", account.EndSession.as_view(), name="session_end"),
    path("account/calendar/", account.CalendarLink.as_view(), name="calendar_link"),
    path("account/signout-all/", account.SignOutEverywhere.as_view(), name="signout_all"),
]
