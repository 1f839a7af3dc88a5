"""Counts of what may happen only so often in a while."""

from django.db import models

from governance.kernel.clock import clock


class LimitQuerySet(models.QuerySet):
    def over(self):
        """Counts whose time is over."""
        return self.filter(ends_at__lt=clock.now())

    def locked(self, what, most):
        """Counts of one kind that have reached their most and still hold."""
        return self.filter(key__startswith=f"{what}:", count__gte=most, ends_at__gte=clock.now())


class Limit(models.Model):
    """How often something has happened since the first time, until `ends_at`: see `kernel.upkeep.limits`."""

    key = models.CharField(max_length=100, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        app_label = "governance"

    def __str__(self):
        return f"{self.key}: {self.count}"
