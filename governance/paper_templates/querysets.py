"""Reads of the office's templates."""

from django.db import models

from .workflow import IN_USE, KEEPERS, STATES


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """Whoever uploads templates or confirms them sees them."""
        return self if any(map(user.has, KEEPERS)) else self.none()

    def with_people(self):
        """With those who uploaded and confirmed them, as pages name them."""
        return self.select_related("created_by__person", "confirmed_by__person")

    def waiting(self):
        """Templates that wait for a second person."""
        return self.filter(status__in=STATES.group("open"))

    def in_use(self):
        """Templates by which papers are printed: one of a kind at most."""
        return self.filter(status=IN_USE)
