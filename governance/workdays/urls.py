"""Addresses of the work calendar."""

from django.urls import path

from . import views

urlpatterns = [
    path("workdays/", views.Year.as_view(), name="workdays"),
    path("workdays/set/", views.SetDay.as_view(), name="workday_set"),
    path("workdays/plan/", views.PlanYear.as_view(), name="workday_plan"),
    path("workdays/confirm/", views.ConfirmYear.as_view(), name="workday_confirm"),
]
