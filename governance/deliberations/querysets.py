"""Questions about deliberations."""

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class DeliberationQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def publicity_over(self, on=None):
        """Publicised and unopposed, and the last day of publicity lies behind."""
        return self.filter(status="publicised", publicity_until__lt=on or clock.today())

    def open(self):
        """Not yet at an end."""
        return self.exclude(status__in=("final", "void"))

    def in_public(self):
        """On the notice board now, or stopped by an objection."""
        return self.filter(status__in=("publicised", "challenged"))
