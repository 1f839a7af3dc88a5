"""Hypothesis without its limit of 200 ms for an example: a busy machine is no counterexample."""

from hypothesis import given, settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

__all__ = ["given"]
