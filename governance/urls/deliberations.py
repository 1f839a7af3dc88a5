"""Addresses of deliberations."""

from django.urls import path

from governance.views import deliberations as views

urlpatterns = [
    path("deliberations/", views.Deliberations.as_view(), name="deliberations"),
    path("deliberations/new/", views.DeliberationStep.as_view(), {"step": "call"}, name="deliberation_new"),
    path("deliberations/<int:pk>/", views.DeliberationPage.as_view(), name="deliberation"),
    path("deliberations/<int:pk>/<slug:step>/", views.DeliberationStep.as_view(), name="deliberation_step"),
]
