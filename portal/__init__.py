"""Wiring: settings, addresses, Celery, health and the launcher.  Imports everything; nothing imports it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
