"""Reads of donations."""

from governance.kernel.models.scopes import ScopedQuerySet


class DonationQuerySet(ScopedQuerySet):
    def booked(self):
        """Gifts that are in the book: money in, or goods at a confirmed value."""
        return self.filter(status__in=("confirmed", "receipted"))

    def valued(self):
        """Gifts with a sum; goods nobody could value stay outside every total."""
        return self.filter(amount__isnull=False)

    def waiting_for_finance(self):
        return self.filter(status="received")

    def without_ticket(self):
        return self.filter(status="confirmed")

    def pledged(self):
        return self.filter(status="pledged")
