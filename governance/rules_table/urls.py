"""Addresses of the dated rules."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("rules", views.RuleList, views.RuleDetail, views.RuleStep),
    path("thresholds/", views.Thresholds.as_view(), name="thresholds"),
]
