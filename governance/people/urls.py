"""Addresses of people, posts, accounts and the roster."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("people", views.PersonList, views.PersonDetail, views.PersonStep, parts={"reveal": views.PersonReveal}),
    *routes("identity-checks", views.IdentityCheckList, views.IdentityCheckDetail, views.IdentityCheckStep),
    *routes("appointments", views.AppointmentList, views.AppointmentDetail, views.AppointmentStep),
    *routes("accounts", views.AccountList, views.AccountDetail, views.AccountStep),
    path("roster/", views.RosterImport.as_view(), name="roster"),
    path("roster/template/", views.RosterTemplate.as_view(), name="roster_template"),
]
