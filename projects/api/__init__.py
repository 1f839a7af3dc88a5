"""Resources of projects, by sub-domain; importing registers them with the router."""

from . import demands, micro_projects, visits

__all__ = ["demands", "micro_projects", "visits"]
