"""Questions about supervisions: who sees them, and what is still open."""

from governance.kernel.clock import clock
from governance.kernel.models.deadlines import lying_with
from governance.kernel.models.scopes import ScopedQuerySet

OPEN = ("issued", "answered")


class SupervisionQuerySet(ScopedQuerySet):
    view_permission = "governance.urge"

    def also_visible(self, user):
        """Whoever the overdue deadline lies with, wherever it is."""
        return lying_with(user, "deadline__")

    def of(self, obj):
        """Those of one object, the latest first."""
        rows = self.filter(deadline__object_type=obj._meta.label_lower, deadline__object_id=obj.pk)
        return rows.order_by("-id")

    def open(self):
        return self.filter(status__in=OPEN)

    def counted(self):
        """Those that stand: not withdrawn."""
        return self.exclude(status="withdrawn")

    def waiting(self):
        """Issued, not yet answered."""
        return self.filter(status="issued")

    def answered(self):
        """Answered; the issuer has not accepted it yet."""
        return self.filter(status="answered")

    def unanswered(self, on=None):
        """The day of the answer has gone by."""
        return self.waiting().filter(reply_due_on__lt=on or clock.today())

    def ended(self):
        return self.exclude(status__in=OPEN)
