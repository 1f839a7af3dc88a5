"""Selections of home visits."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class VisitQuerySet(ScopedQuerySet):
    def also_visible(self, user):
        """All users see the visits that they recorded."""
        return Q(created_by=user)

    def counted(self):
        """Visits that count in figures; void ones are kept and left out."""
        return self.in_group("standing")

    def missed(self):
        """Tries at which nobody was at home."""
        return self.in_group("tried")

    def within(self, since, until):
        return self.filter(visited_on__gte=since, visited_on__lte=until)

    def this_month(self):
        today = clock.today()
        return self.within(clock.month_start(today), today)

    def of(self, user):
        """Visits made by this user, or recorded by this user for another visitor."""
        return self.filter(Q(created_by=user) | Q(post__person=user.person_id))
