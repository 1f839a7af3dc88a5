"""Selections of demands and of their categories."""

from django.db.models import Q, QuerySet

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from projects.roles import REPORT, VIEW

from .workflow import ANSWERED, OPINE, STATES


class DemandCategoryQuerySet(QuerySet):
    """The catalogue is visible to all users who work with demands."""

    def visible_to(self, user, permission=None):
        allowed = permission or (VIEW, REPORT, OPINE)
        wanted = (allowed,) if isinstance(allowed, str) else allowed
        return self if any(user.has(name) for name in wanted) else self.none()

    def in_force(self, on=None):
        """The versions valid on a day (today), one for each code."""
        day = on or clock.today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class DemandQuerySet(ScopedQuerySet):
    def also_visible(self, user):
        """Departments see what was sent to them, all users what they recorded themselves."""
        mine = Q(created_by=user)
        return mine | Q(unit_id__in=user.unit_ids) if user.unit_ids else mine

    def open(self):
        return self.in_group("open")

    def being_handled(self):
        """Accepted and not answered, by whomever: what waits to be accepted and what became a project are apart."""
        return self.in_group("open").exclude(status__in=[*STATES.group("new"), *STATES.group("as_project")])

    def unfinished(self):
        """Neither closed nor ended otherwise: somebody still has to act, the last time to close it."""
        return self.exclude(status__in=STATES.group("ended"))

    def turned_into_projects(self):
        return self.filter(project__isnull=False)

    def accepted(self):
        """Demands that count in statistics: accepted at some time, not invalid, not merged into another."""
        return self.filter(accepted_on__isnull=False).exclude(status__in=STATES.group("never_accepted"))

    def fit_for_project(self):
        """Accepted and neither answered nor taken up by a project."""
        return self.in_group("in_hand").filter(project=None)

    def silent_since(self, day):
        """Answered on or before a day and not rated."""
        return self.filter(status=ANSWERED, answered_on__lte=day)
