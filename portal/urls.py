"""Addresses: health, then one include for each app."""

from django.urls import include, path

from portal import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.figures, name="metrics"),
    path("governance/", include("governance.urls")),
    path("projects/", include("projects.urls")),
    path("disputes/", include("disputes.urls")),
    path("funds/", include("funds.urls")),
]
