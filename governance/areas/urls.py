"""Addresses of places."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views
from .models import Area

urlpatterns = [
    path("areas/find/", views.AreaList.as_view(), name="area_find"),
    path("compounds/", views.CompoundList.as_view(), name="compounds"),
    *routes("areas", step=views.AreaStep, model=Area),
]
