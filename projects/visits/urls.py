"""Addresses of home visits."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("visits", views.VisitList, views.VisitDetail, views.VisitStep),
]
