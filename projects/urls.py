"""Addresses of projects: those of its concepts."""

from governance.kernel.pages.routes import app_routes

app_name = "projects"
urlpatterns = app_routes(app_name)
