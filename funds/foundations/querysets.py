"""Reads of foundations."""

from governance.kernel.models.scopes import ScopedQuerySet


class FoundationQuerySet(ScopedQuerySet):
    def visible_to(self, user, permission=None):
        """The register of foundations is open to everybody who reads funds."""
        if permission is None and user.has("funds.view"):
            return self
        return super().visible_to(user, permission)

    def linked(self):
        return self.filter(status="linked")
