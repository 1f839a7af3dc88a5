"""Questions about funds, their books, gifts and grants."""

from django.db.models import Sum

from governance.kernel import clock
from governance.kernel.scopes import ScopedQuerySet


class FoundationQuerySet(ScopedQuerySet):
    def visible_to(self, user, permission=None):
        """The register of foundations is open to everybody who reads funds."""
        if permission is None and user.has("funds.view"):
            return self
        return super().visible_to(user, permission)

    def linked(self):
        return self.filter(status="linked")


class FundQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(status="active")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_community(self, area):
        """The community fund that serves an area: its own community's."""
        return self.filter(kind="community", area_id=area.community_id or area.pk)


class MemberQuerySet(ScopedQuerySet):
    area_field = "fund__area"

    def sitting(self):
        """Who governs the fund now."""
        return self.filter(left_on=None)


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


class GrantQuerySet(ScopedQuerySet):
    def short(self):
        return self.filter(status="short")

    def open(self):
        """Promised, not yet paid."""
        return self.filter(status__in=("short", "committed", "cleared"))

    def reserved(self):
        """Money set aside for them now."""
        return self.filter(status__in=("committed", "cleared"))

    def paid(self):
        return self.filter(status="paid")

    def paid_in(self, year=None):
        return self.paid().filter(paid_on__year=year or clock.today().year)
