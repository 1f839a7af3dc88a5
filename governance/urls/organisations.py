"""Bodies and schemes."""

from django.urls import path

from governance.views import organisations

urlpatterns = [
    path("organisations/", organisations.Organisations.as_view(), name="organisations"),
    path("organisations/new/", organisations.OrganisationStep.as_view(), {"step": "propose"}, name="organisation_new"),
    path("organisations/<int:pk>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path("organisations/<int:pk>/<slug:step>/", organisations.OrganisationStep.as_view(), name="organisation_step"),
    path("organisations/branches/", organisations.Branches.as_view(), name="branches"),
    path("organisations/committees/", organisations.Committees.as_view(), name="committees"),
    path("organisations/teams/", organisations.Teams.as_view(), name="teams"),
    path("schemes/", organisations.Schemes.as_view(), name="schemes"),
    path("schemes/new/", organisations.SchemeStep.as_view(), {"step": "publish"}, name="scheme_new"),
    path("schemes/<int:pk>/", organisations.SchemePage.as_view(), name="scheme"),
    path("schemes/<int:pk>/<slug:step>/", organisations.SchemeStep.as_view(), name="scheme_step"),
]
