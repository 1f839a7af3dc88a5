"""The demo district of projects: categories, demands and micro-projects in every state, home visits."""

from . import categories, demands, micro_projects, visits


def load(world):
    categories.load(world)
    made = micro_projects.load(world)
    demands.load(world, made)
    visits.load(world)


def finish(world):
    """Agenda items that governance made for waiting or approved projects are known to the projects too."""
    micro_projects.finish(world)
