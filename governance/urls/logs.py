"""Logs of the auditing administrator."""

from django.urls import path

from governance.views import logs

urlpatterns = [
    path("logs/", logs.Logs.as_view(), name="logs"),
    path("logs/signins/", logs.SignIns.as_view(), name="signins"),
    path("logs/failures/", logs.Failures.as_view(), name="failures"),
]
