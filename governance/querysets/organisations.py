"""Questions about organisations."""

from governance.kernel.scopes import ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def active(self):
        return self.filter(status="active")

    def branches(self):
        return self.filter(kind="branch")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def units(self):
        """Departments and other units that sit in conferences and answer demands."""
        return self.filter(kind="unit", status="active")
