"""Reads of grants."""

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class GrantQuerySet(ScopedQuerySet):
    def short(self):
        return self.filter(status="short")

    def open(self):
        """Promised, not yet paid."""
        return self.filter(status__in=("short", "committed", "cleared"))

    def reserved(self):
        """Money set aside for them now."""
        return self.filter(status__in=("committed", "cleared"))

    def paid(self):
        return self.filter(status="paid")

    def paid_in(self, year=None):
        return self.paid().filter(paid_on__year=year or clock.today().year)
