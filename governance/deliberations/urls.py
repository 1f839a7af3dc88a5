"""Addresses of deliberations."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("deliberations", views.DeliberationList, views.DeliberationDetail, views.DeliberationStep),
]
