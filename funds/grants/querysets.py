"""Reads of grants."""

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class GrantQuerySet(ScopedQuerySet):
    def open(self):
        """Asked for or promised, not yet paid."""
        return self.in_group("open")

    def asked(self):
        """Before the committee, which has not voted."""
        return self.in_group("asked")

    def reserved(self):
        """Money set aside for them now."""
        return self.in_group("reserved")

    def promised(self):
        """Resting on a passing vote, paid ones included."""
        return self.in_group("promised")

    def declined(self):
        """The committee did not agree."""
        return self.in_group("declined")

    def paid(self):
        return self.in_group("paid")

    def paid_in(self, year=None):
        return self.paid().filter(paid_on__year=year or clock.today().year)
