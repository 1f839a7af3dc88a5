"""Addresses of the double-entry book."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = routes("entries", views.EntryList, views.EntryDetail)
