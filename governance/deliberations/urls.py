"""Addresses of deliberations."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("competences/", views.Competences.as_view(), name="competences"),
    *routes(
        "deliberations",
        views.DeliberationList,
        views.DeliberationDetail,
        views.DeliberationStep,
        parts={
            "notice.docx": views.DeliberationNotice,
            "result.docx": views.DeliberationResult,
            "list.xlsx": views.DeliberationListTemplate,
        },
    ),
]
