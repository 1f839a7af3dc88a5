"""Addresses of signing in and of one's own account, at the top of the portal."""

from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("account/", views.Account.as_view(), name="account"),
    path("account/token/", views.FreshToken.as_view(), name="fresh_token"),
    path("account/password/", views.Password.as_view(), name="password"),
    path("account/keys/new/", views.NewKey.as_view(), name="key_new"),
    path("account/keys/<int:pk>/end/", views.EndKey.as_view(), name="key_end"),
    path("account/set-password/<str:secret>/", views.SetPassword.as_view(), name="set_password"),
    path("account/calendar/", views.CalendarLink.as_view(), name="calendar_link"),
    path("account/signout-all/", views.SignOutEverywhere.as_view(), name="signout_all"),
]
