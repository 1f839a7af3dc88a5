"""Questions about home visits."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet


class VisitQuerySet(ScopedQuerySet):
    def also_visible(self, user):
        """Everybody sees what they recorded themselves."""
        return Q(created_by=user)

    def counted(self):
        """Those that stand; what is void is kept and counts nowhere."""
        return self.in_group("standing")

    def within(self, since, until):
        return self.filter(visited_on__gte=since, visited_on__lte=until)

    def this_month(self):
        today = clock.today()
        return self.within(clock.month_start(today), today)

    def of(self, user):
        """Made by this person, or recorded by them for somebody else."""
        return self.filter(Q(created_by=user) | Q(post__person=user.person_id))
