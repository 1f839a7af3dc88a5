"""Mediation cases."""
