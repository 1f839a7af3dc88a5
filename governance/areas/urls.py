"""Addresses of the lists of places; those of one place belong to its register (`registry.urls`)."""

from django.urls import path

from governance.kernel.pages.sheets import sheet_routes

from . import views

urlpatterns = [
    *sheet_routes("compounds/sheet", "areas"),
    path("areas/find/", views.AreaList.as_view(), name="area_find"),
    path("compounds/", views.CompoundList.as_view(), name="compounds"),
]
