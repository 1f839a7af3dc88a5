"""Addresses of funds: those of its concepts."""

from governance.kernel.pages.routes import app_routes

app_name = "funds"
urlpatterns = app_routes(app_name)
