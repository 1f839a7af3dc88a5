"""Addresses of what the register lacks, and of the notices about it."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("gaps/", views.Vacancies.as_view(), name="gaps"),
    path("gaps/terms/", views.Terms.as_view(), name="gaps_term"),
    path("gaps/bodies/", views.Bodies.as_view(), name="gaps_body"),
    path("gaps/phones/", views.Phones.as_view(), name="gaps_phone"),
    path("gaps/registers/", views.Stale.as_view(), name="gaps_stale"),
    *routes("gap-notices", views.NoticeList, views.NoticeDetail, views.NoticeStep),
]
