"""Addresses of the leaders' boards; they lie at the top of the portal."""

from django.urls import path

from . import views

urlpatterns = [
    path("dashboard/", views.Dashboard.as_view(), name="dashboard"),
    path("dashboard/definitions/", views.Definitions.as_view(), name="definitions"),
    path("dashboard/rows/<slug:code>/", views.Rows.as_view(), name="metric_rows"),
]
