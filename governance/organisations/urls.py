"""Addresses of organisations and schemes."""

from django.urls import path

from governance.kernel.pages.routes import routes
from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    path("organisations/branches/", views.BranchList.as_view(), name="branches"),
    path("organisations/committees/", views.CommitteeList.as_view(), name="committees"),
    path("organisations/teams/", views.TeamList.as_view(), name="teams"),
    *sheet_routes("organisations/sheet", "organisations"),
    *sheet_routes("organisations/members/sheet", "members"),
    *routes("organisations", views.OrganisationList, views.OrganisationDetail, views.OrganisationStep),
    *routes("schemes", views.SchemeList, views.SchemeDetail, views.SchemeStep),
]
