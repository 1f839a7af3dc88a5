"""Reads of grants."""

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet

from .workflow import SHORT


class GrantQuerySet(ScopedQuerySet):
    def short(self):
        return self.filter(status=SHORT)

    def open(self):
        """Promised, not yet paid."""
        return self.in_group("open")

    def reserved(self):
        """Money set aside for them now."""
        return self.in_group("reserved")

    def paid(self):
        return self.in_group("paid")

    def paid_in(self, year=None):
        return self.paid().filter(paid_on__year=year or clock.today().year)
