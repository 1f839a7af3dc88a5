"""The only writers of projects, by sub-domain."""

from . import decisions, demands, micro_projects, reviews, visits

__all__ = ["decisions", "demands", "micro_projects", "reviews", "visits"]
