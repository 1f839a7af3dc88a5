"""Addresses of demands and their categories."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("demands", views.DemandList, views.DemandDetail, views.DemandStep, parts={"contact": views.DemandReveal}),
    *routes("categories", views.CategoryList, views.CategoryDetail, views.CategoryStep),
]
