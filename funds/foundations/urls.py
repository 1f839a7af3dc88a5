"""Addresses of foundations."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("foundations", views.FoundationList, views.FoundationDetail, views.FoundationStep),
]
