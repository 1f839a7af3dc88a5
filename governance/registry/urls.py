"""Addresses of the register."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("areas/", views.AreaRoot.as_view(), name="areas"),
    *routes("areas", detail=views.AreaDetail, parts={"tree": views.AreaTree, "tree/below": views.AreaTreeBranch}),
]
