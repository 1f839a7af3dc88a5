"""The work calendar."""

from django.urls import path

from governance.views import workdays

urlpatterns = [
    path("workdays/", workdays.Year.as_view(), name="workdays"),
    path("workdays/set/", workdays.SetDay.as_view(), name="workday_set"),
    path("workdays/plan/", workdays.PlanYear.as_view(), name="workday_plan"),
    path("workdays/confirm/", workdays.ConfirmYear.as_view(), name="workday_confirm"),
]
