"""Addresses of the lists of places; those of one place belong to its register (`registry.urls`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("areas/find/", views.AreaList.as_view(), name="area_find"),
    path("compounds/", views.CompoundList.as_view(), name="compounds"),
]
