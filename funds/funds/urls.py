"""Addresses of community funds."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("", views.FundList.as_view(), name="home"),
    *routes("funds", views.FundList, views.FundDetail, views.FundStep),
]
