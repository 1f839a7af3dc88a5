"""Addresses of demands and their categories."""

from governance.kernel.pages.routes import routes
from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    *sheet_routes("demands/sheet", "demands"),
    *sheet_routes("demands/hotline/sheet", "hotline"),
    *routes("demands", views.DemandList, views.DemandDetail, views.DemandStep, parts={"contact": views.DemandReveal}),
    *routes("categories", views.CategoryList, views.CategoryDetail, views.CategoryStep),
]
