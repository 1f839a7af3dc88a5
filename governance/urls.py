"""Addresses of governance: those of its concepts; pages of the person lie at the top (portal.urls)."""

from governance.kernel.pages.routes import app_routes

app_name = "governance"
TOP = ("sign_in", "boards", "desk")
urlpatterns = app_routes(app_name, leave_out=TOP)
