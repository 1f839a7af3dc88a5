"""Addresses of grants."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("grants", views.GrantList, views.GrantDetail, views.GrantStep),
]
