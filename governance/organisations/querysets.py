"""Queries of organisations and of the schemes that they fill."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW

from .workflow import PROPOSED


class OrganisationQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def active(self):
        return self.in_group("active")

    def living(self):
        """Bodies that have not been dissolved."""
        return self.in_group("living")

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
        return self.active().filter(kind="unit")

    def in_office(self, on=None):
        """Active on a day, as far as the register remembers: founded by then and not dissolved before."""
        day = on or clock.today()
        if day >= clock.today():
            return self.active()
        founded = Q(founded_on=None) | Q(founded_on__lte=day)
        return self.filter(founded, Q(dissolved_on=None) | Q(dissolved_on__gt=day)).exclude(status=PROPOSED)

    def term_over(self, on=None):
        """Active, though the term has ended: the clock marks them as expired."""
        return self.active().filter(term_until__lt=on or clock.today())

    def serving(self, area):
        """Bodies that may fill a slot of a compound: inside it, of the levels above it, or covering it."""
        inside = Q(area__path__startswith=area.path)
        above = Q(area__path__in=area.ancestor_paths()) & ~Q(kind__in=("branch", "unit", "self_gov_committee"))
        return self.active().filter(inside | above | Q(covers=area)).distinct()


class SchemeQuerySet(ScopedQuerySet):
    """Schemes belong to the district; every user who may read the register may read them."""

    def visible_to(self, user, permission=None):
        return self if user.has(permission or VIEW) else self.none()

    def in_force(self, on=None):
        day = on or clock.today()
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))
