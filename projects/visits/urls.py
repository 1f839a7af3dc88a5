"""Addresses of home visits."""

from governance.kernel.pages.routes import routes
from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    *sheet_routes("visits/sheet", "visits"),
    *routes("visits", views.VisitList, views.VisitDetail, views.VisitStep),
]
