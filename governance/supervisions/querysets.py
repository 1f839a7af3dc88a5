"""Questions about supervisions: who sees them, and what is still open."""

from governance.kernel.clock import clock
from governance.kernel.models.deadlines import assigned_to
from governance.kernel.models.scopes import ScopedQuerySet

from .workflow import ANSWERED, ISSUED, OPEN, URGE, WITHDRAWN


class SupervisionQuerySet(ScopedQuerySet):
    view_permission = URGE

    def also_visible(self, user):
        """The user who must act on the overdue deadline, in any area."""
        return assigned_to(user, "deadline__")

    def of(self, obj):
        """Those of one object, the latest first."""
        rows = self.filter(deadline__object_type=obj._meta.label_lower, deadline__object_id=obj.pk)
        return rows.order_by("-id")

    def open(self):
        return self.filter(status__in=OPEN)

    def counted(self):
        """Those that were not withdrawn."""
        return self.exclude(status=WITHDRAWN)

    def waiting(self):
        """Issued, not yet answered."""
        return self.filter(status=ISSUED)

    def answered(self):
        """Answered; the issuer has not accepted it yet."""
        return self.filter(status=ANSWERED)

    def unanswered(self, on=None):
        """Issued, and the day of the answer is past."""
        return self.waiting().filter(reply_due_on__lt=on or clock.today())

    def ended(self):
        return self.exclude(status__in=OPEN)
