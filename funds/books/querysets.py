"""Reads of the double-entry book."""

from django.db.models import Sum

from governance.kernel.models.scopes import ScopedQuerySet


class EntryQuerySet(ScopedQuerySet):
    area_field = "fund__area"

    def in_order(self):
        return self.order_by("booked_on", "id")

    def within(self, first, last):
        return self.filter(booked_on__gte=first, booked_on__lte=last)


class LineQuerySet(ScopedQuerySet):
    area_field = "entry__fund__area"

    def cash_before(self, fund, day, at_present):
        """Money at the host before a day, yuan: what is there at present without what was booked from that day on."""
        since = self.filter(entry__fund=fund, entry__booked_on__gte=day, account__pool="cash")
        return at_present - (since.aggregate(sum=Sum("amount"))["sum"] or 0)
