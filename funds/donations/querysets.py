"""Reads of donations."""

from governance.kernel.models.scopes import ScopedQuerySet

from .workflow import CONFIRMED, PLEDGED, RECEIVED


class DonationQuerySet(ScopedQuerySet):
    def booked(self):
        """Gifts that are in the book: money in, or goods at a confirmed value."""
        return self.in_group("booked")

    def valued(self):
        """Gifts with a sum; goods that could not be valued are in no total."""
        return self.filter(amount__isnull=False)

    def waiting_for_finance(self):
        return self.filter(status=RECEIVED)

    def without_ticket(self):
        return self.filter(status=CONFIRMED)

    def pledged(self):
        return self.filter(status=PLEDGED)
