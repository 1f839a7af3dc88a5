"""Addresses of the register: a place, its tree and its steps."""

from django.urls import path

from governance.areas.views import AreaStep
from governance.kernel.pages.routes import routes

from . import views

PARTS = {"tree": views.AreaTree, "tree/below": views.AreaTreeBranch}
urlpatterns = [
    path("areas/", views.AreaRoot.as_view(), name="areas"),
    *routes("areas", detail=views.AreaDetail, step=AreaStep, parts=PARTS),
]
