"""Organisations: branches, committees, teams, units, and the schemes of their slots."""
