"""Addresses of the logs."""

from django.urls import path

from . import views

urlpatterns = [
    path("logs/", views.LogList.as_view(), name="logs"),
    path("logs/signins/", views.SignInList.as_view(), name="signins"),
    path("logs/failures/", views.FailureList.as_view(), name="failures"),
]
