"""Overdue work and its supervisions (督办)."""
