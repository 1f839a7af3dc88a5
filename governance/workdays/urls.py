"""Addresses of the work calendar and of its changes."""

from django.urls import path

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    path("workdays/", views.Year.as_view(), name="workdays"),
    *routes("workdays/changes", views.ChangeList, views.ChangeDetail, views.ChangeStep),
]
