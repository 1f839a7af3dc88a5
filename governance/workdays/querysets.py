"""Reads of the changes of the work calendar."""

from django.db import models

from .workflow import STATES


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """Everybody who holds a post may read the calendar and who changed it."""
        return self if user.posts else self.none()

    def waiting(self):
        """Changes that wait for a second person."""
        return self.filter(status__in=STATES.group("open"))

    def of_single_days(self, year):
        """Corrections of single days of a year that hold, the newest last."""
        return self.made().filter(kind=self.model.Kind.DAY, year=year).order_by("updated_at", "pk")

    def made(self):
        """Changes that two people signed."""
        return self.filter(status__in=STATES.group("made"))
