"""Questions about organisations and the schemes they fill."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def active(self):
        return self.filter(status="active")

    def living(self):
        """Whatever has not been dissolved."""
        return self.exclude(status="dissolved")

    def branches(self):
        return self.filter(kind="branch")

    def committees(self):
        return self.filter(kind="self_gov_committee")

    def teams(self):
        return self.filter(kind="volunteer_team")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def units(self):
        """Departments and other units that sit in conferences and answer demands."""
        return self.filter(kind="unit", status="active")

    def in_office(self, on=None):
        """Active on a day, as far as the register remembers: founded by then and not dissolved before."""
        day = on or clock.today()
        if day >= clock.today():
            return self.active()
        founded = Q(founded_on=None) | Q(founded_on__lte=day)
        return self.filter(founded, Q(dissolved_on=None) | Q(dissolved_on__gt=day)).exclude(status="proposed")

    def term_over(self, on=None):
        """Active, though the term has ended: the clock marks them as expired."""
        return self.filter(status="active", term_until__lt=on or clock.today())

    def serving(self, area):
        """What may fill a slot of a compound: bodies inside it, of the levels above it, or covering it."""
        inside = Q(area__path__startswith=area.path)
        above = Q(area__path__in=area.ancestor_paths()) & ~Q(kind__in=("branch", "unit", "self_gov_committee"))
        return self.active().filter(inside | above | Q(covers=area)).distinct()


class SchemeQuerySet(ScopedQuerySet):
    """Schemes belong to the district and are read by everybody who may read the register."""

    def visible_to(self, user, permission=None):
        return self if user.has(permission or "governance.view") else self.none()

    def in_force(self, on=None):
        day = on or clock.today()
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))
