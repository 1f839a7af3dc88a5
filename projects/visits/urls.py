"""Addresses of home visits."""

from django.urls import path

from governance.kernel.pages.routes import routes
from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    path("visits/round/", views.VisitRound.as_view(), name="visit_round"),
    path("visits/codes/<int:pk>/", views.VisitCodes.as_view(), name="visit_codes"),
    *sheet_routes("visits/sheet", "visits"),
    *routes("visits", views.VisitList, views.VisitDetail, views.VisitStep),
]
