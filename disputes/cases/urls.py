"""Addresses of mediation cases."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("", views.CaseList.as_view(), name="home"),
    *routes(
        "cases",
        views.CaseList,
        views.CaseDetail,
        views.CaseStep,
        parts={"reveal": views.CaseReveal, "contact": views.CaseContact, "agreement.docx": views.CaseAgreement},
    ),
]
