"""Addresses of disputes."""

from django.urls import path

from disputes import views

app_name = "disputes"

urlpatterns = [
    path("", views.CaseList.as_view(), name="disputes"),
    path("cases/", views.CaseList.as_view(), name="mediationcases"),
    path("cases/new/", views.CaseStep.as_view(), {"step": "register"}, name="mediationcase_new"),
    path("cases/report/", views.CaseStep.as_view(), {"step": "report"}, name="mediationcase_report"),
    path("cases/<int:pk>/", views.CaseDetail.as_view(), name="mediationcase"),
    path("cases/<int:pk>/reveal/", views.CaseReveal.as_view(), name="mediationcase_reveal"),
    path("cases/<int:pk>/<slug:step>/", views.CaseStep.as_view(), name="mediationcase_step"),
    path("committees/", views.CommitteeList.as_view(), name="mediationcommittees"),
    path("committees/new/", views.CommitteeStep.as_view(), {"step": "establish"}, name="mediationcommittee_new"),
    path("committees/<int:pk>/", views.CommitteeDetail.as_view(), name="mediationcommittee"),
    path("committees/<int:pk>/<slug:step>/", views.CommitteeStep.as_view(), name="mediationcommittee_step"),
]
