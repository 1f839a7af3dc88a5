"""Reads of donations."""

from datetime import timedelta

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.kernel.steps import cleaning

from .workflow import CONFIRMED, PLEDGED, RECEIVED, REFUSED, RETURNED


class DonationQuerySet(ScopedQuerySet):
    def of_same_day(self, donation):
        """The other gifts of the same minor, told by the name, that were entered or came in on the day of this one.

        Of all funds; what was refused or given back counts no more.
        """
        entered = clock.local_date(donation.created_at) if donation.pk else clock.today()
        rows = self.filter(donor_age=donation.donor_age).exclude(donor_name="").exclude(pk=donation.pk)
        rows = rows.exclude(status__in=(REFUSED, RETURNED)).order_by("id")
        on_day = Q(created_at__gte=clock.midnight(entered), created_at__lt=clock.midnight(entered + timedelta(1)))
        if donation.received_on:
            on_day |= Q(received_on=donation.received_on)
        name = cleaning.name(donation.donor_name)
        return [row for row in rows.filter(on_day) if cleaning.name(row.donor_name) == name]

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

    def unfinished(self):
        """Gifts for which somebody still has to act: to be received, confirmed or given a ticket."""
        return self.filter(status__in=(PLEDGED, RECEIVED, CONFIRMED))

    def pledged(self):
        return self.filter(status=PLEDGED)
