"""Reads of foundations."""

from funds.roles import VIEW
from governance.kernel.models.scopes import ScopedQuerySet


class FoundationQuerySet(ScopedQuerySet):
    def visible_to(self, user, permission=None):
        """The register of foundations is open to everybody who reads funds."""
        if permission is None and user.has(VIEW):
            return self
        return super().visible_to(user, permission)

    def linked(self):
        return self.in_group("linked")
