"""Questions about demands and their categories."""

from django.db.models import Q, QuerySet

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet

OPEN = (
    "new",
    "accepted",
    "assigned",
    "doing",
    "to_project",
    "to_mediation",
    "to_department",
    "to_petition",
    "reopened",
)
NEVER_ACCEPTED = ("new", "invalid", "merged")


class DemandCategoryQuerySet(QuerySet):
    """The catalogue is read by everybody who works with demands."""

    def visible_to(self, user, permission=None):
        allowed = permission or ("projects.view", "projects.report", "projects.opine")
        wanted = (allowed,) if isinstance(allowed, str) else allowed
        return self if any(user.has(one) for one in wanted) else self.none()

    def in_force(self, on=None):
        """The versions valid on a day (today), one for each code."""
        day = on or clock.today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class DemandQuerySet(ScopedQuerySet):
    def also_visible(self, user):
        """Departments see what was sent to them, everybody what they recorded themselves."""
        mine = Q(created_by=user)
        return mine | Q(unit_id__in=user.unit_ids) if user.unit_ids else mine

    def open(self):
        return self.filter(status__in=OPEN)

    def waiting_for_acceptance(self):
        return self.filter(status="new")

    def answered(self):
        return self.filter(status="answered")

    def closed(self):
        return self.filter(status="closed")

    def turned_into_projects(self):
        return self.filter(project__isnull=False)

    def accepted(self):
        """Those that count in statistics: taken up at some time, not void, not merged into another."""
        return self.filter(accepted_on__isnull=False).exclude(status__in=NEVER_ACCEPTED)

    def fit_for_project(self):
        """Accepted and not yet answered or taken up by a project."""
        return self.filter(status__in=("accepted", "assigned", "doing", "reopened"), project=None)

    def silent_since(self, day):
        """Answered on or before a day, and nobody has rated them."""
        return self.filter(status="answered", answered_on__lte=day)
