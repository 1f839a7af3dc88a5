"""Wiring: settings, addresses, Celery, health and the launcher.  Imports everything, is imported by nobody."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
