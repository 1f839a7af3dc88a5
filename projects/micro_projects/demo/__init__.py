"""The micro-projects of the demo district, the demands that led to them and the home visits."""

from projects.demands.demo import categories, demands, visits

from . import projects


def load(world):
    categories.load(world)
    made = projects.load(world)
    demands.load(world, made)
    visits.load(world)


def finish(world):
    """Point projects to the agenda items that the demo of governance made for them."""
    projects.finish(world)
