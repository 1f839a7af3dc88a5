"""Addresses of community funds."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views
from .models import CommunityFund

urlpatterns = [
    path("", views.FundList.as_view(), name="home"),
    *routes("funds", views.FundList, step=views.FundStep, model=CommunityFund),
]
