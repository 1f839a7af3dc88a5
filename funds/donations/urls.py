"""Addresses of donations."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("donations", views.DonationList, views.DonationDetail, views.DonationStep),
]
