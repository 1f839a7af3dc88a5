"""Addresses of the templates of papers."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("paper-templates/", views.PaperKinds.as_view(), name="paper_kinds"),
    *routes("paper-templates/versions", views.TemplateList, views.TemplateDetail, views.TemplateStep),
]
