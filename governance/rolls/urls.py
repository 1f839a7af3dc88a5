"""Addresses of rolls."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

PARTS = {"units": views.RollUnits, "changes": views.RollChanges, "workbook": views.RollWorkbook}
urlpatterns = [
    path("rolls/template/<slug:kind>/", views.RollTemplate.as_view(), name="roll_template"),
    *routes("rolls", views.RollList, views.RollDetail, views.RollStep, parts=PARTS),
]
