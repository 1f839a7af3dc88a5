"""The one app of the bare project."""

from django.apps import AppConfig


class FloorConfig(AppConfig):
    name, label = "bench.floor", "floor"
    default_auto_field = "django.db.models.BigAutoField"
