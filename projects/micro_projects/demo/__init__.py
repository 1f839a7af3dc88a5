"""The micro-projects of the demo district, and the demands that led to them."""

from projects.demands.demo import categories, demands

from . import projects


def load(world):
    categories.load(world)
    made = projects.load(world)
    demands.load(world, made)


def finish(world):
    """Agenda items that governance made for waiting or approved projects are known to the projects too."""
    projects.finish(world)
