"""Addresses of micro-projects, at the root of the app."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = routes(
    "",
    views.MicroProjectList,
    views.MicroProjectDetail,
    views.MicroProjectStep,
    parts={"versions": views.MicroProjectVersions, "paper": views.ApplicationPaper},
)
