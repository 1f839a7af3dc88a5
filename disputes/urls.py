"""Addresses of disputes: those of its concepts."""

from governance.kernel.pages.routes import app_routes

app_name = "disputes"
urlpatterns = app_routes(app_name)
