"""Questions about deliberations."""

from governance.kernel import clock
from governance.kernel.scopes import ScopedQuerySet


class DeliberationQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def publicity_over(self, on=None):
        """Publicised and unopposed, and the last day of publicity lies behind."""
        return self.filter(status="publicised", publicity_until__lt=on or clock.today())
