"""The only place where governance registers what it does."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

PARTS = ("workflow", "actions", "tasks", "metrics", "panels", "boards", "checks")


class RoomConfig(AppConfig):
    """An app of the portal: its steps, reactions, figures and panels register on import."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        for part in PARTS:
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")


class GovernanceConfig(RoomConfig):
    default = True
    name = "governance"
    verbose_name = "基层治理"
