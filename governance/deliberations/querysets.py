"""Queries of deliberations."""

from datetime import timedelta

from django.db.models import Min, Q, QuerySet

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW

from .workflow import CALL, CALLED, COUNTED, HELD, OVERTURNED, PUBLICISED, UNANSWERED, UNVERIFIED, VOID


class ObjectionQuerySet(QuerySet):
    def open(self):
        """Neither answered nor taken back."""
        return self.filter(status=UNANSWERED)

    def entered_on(self):
        """The day on which the first of those that wait was entered: from then on it can be answered."""
        return clock.local_date(self.open().aggregate(first=Min("created_at"))["first"])


class DeliberationQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def publicity_over(self, on=None):
        """Publicised without an open objection, and past the last day of the publicity."""
        return self.filter(status=PUBLICISED, publicity_until__lt=on or clock.today())

    def counting(self):
        """Held, and neither void nor set aside: their numbers stand for something."""
        return self.filter(present__isnull=False).exclude(status__in=(VOID, OVERTURNED))

    def open(self):
        """Not yet at an end."""
        return self.in_group("open")

    def for_device(self, user):
        """Those whose meeting the user may record today or tomorrow, the next ones first."""
        soon = clock.today() + timedelta(1)
        rows = self.visible_to(user, CALL).filter(status=CALLED, held_on__lte=soon)
        return rows.select_related("area").order_by("-held_on", "-pk")

    def awaiting_look(self):
        """Those that somebody without a hand in them looks at before they take effect: late entries, open matters."""
        unseen = Q(must_check_matter=True, matter_checked_on=None, status__in=(CALLED, HELD, COUNTED))
        return self.filter(unseen | Q(status=UNVERIFIED))

    def in_public(self):
        """On the notice board now, or stopped by an objection."""
        return self.in_group("in_public")

    def hanging(self):
        """Those of them that wait for no look by somebody else."""
        return self.in_public().exclude(status=UNVERIFIED)
