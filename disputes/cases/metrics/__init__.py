"""Figures of disputes, and the same numbers divided for boards."""
