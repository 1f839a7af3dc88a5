"""People, posts, accounts."""

from django.urls import path

from governance.views import people, roster

urlpatterns = [
    path("people/", people.People.as_view(), name="people"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/reveal/", people.Reveal.as_view(), name="person_reveal"),
    path("appointments/", people.Appointments.as_view(), name="appointments"),
    path("appointments/new/", people.AppointmentStep.as_view(), {"step": "appoint"}, name="appointment_new"),
    path("appointments/grant/", people.AppointmentStep.as_view(), {"step": "grant"}, name="appointment_grant"),
    path("appointments/<int:pk>/", people.AppointmentPage.as_view(), name="appointment"),
    path("appointments/<int:pk>/<slug:step>/", people.AppointmentStep.as_view(), name="appointment_step"),
    path("accounts/", people.Accounts.as_view(), name="accounts"),
    path("accounts/new/", people.AccountStep.as_view(), {"step": "open_account"}, name="account_new"),
    path("accounts/<int:pk>/", people.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/<slug:step>/", people.AccountStep.as_view(), name="account_step"),
    path("roster/", roster.RosterImport.as_view(), name="roster"),
    path("roster/template/", roster.RosterTemplate.as_view(), name="roster_template"),
]
