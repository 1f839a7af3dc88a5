"""Addresses of people, posts, accounts and the roster."""

from governance.kernel.pages.routes import routes
from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    *routes(
        "people",
        views.PersonList,
        views.PersonDetail,
        views.PersonStep,
        parts={"reveal": views.PersonReveal, "identity": views.PersonIdentity},
    ),
    *routes("identity-checks", views.IdentityCheckList, views.IdentityCheckDetail, views.IdentityCheckStep),
    *routes("appointments", views.AppointmentList, views.AppointmentDetail, views.AppointmentStep),
    *routes("accounts", views.AccountList, views.AccountDetail, views.AccountStep),
    *sheet_routes("roster"),
]
