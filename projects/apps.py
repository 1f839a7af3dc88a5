"""Registers this app with the portal."""

from governance.apps import RoomConfig


class ProjectsConfig(RoomConfig):
    default = True
    name = "projects"
    verbose_name = "微项目"
    concepts = ("key_households", "visits", "demands", "micro_projects")
