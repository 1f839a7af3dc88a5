"""Figures with one definition each, and exact arithmetic."""
