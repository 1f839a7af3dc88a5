"""The demo district of projects: categories, demands and micro-projects in every state."""

from . import categories, demands, micro_projects


def load(world):
    categories.load(world)
    made = micro_projects.load(world)
    demands.load(world, made)


def finish(world):
    """Agenda items that governance made for waiting or approved projects are known to the projects too."""
    micro_projects.finish(world)
