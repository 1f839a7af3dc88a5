"""Reads of community funds."""

from django.db.models import Q

from governance.kernel.models.scopes import ScopedQuerySet


class FundQuerySet(ScopedQuerySet):
    def active(self):
        return self.in_group("active")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_community(self, area):
        """The community fund that serves an area: its own community's."""
        return self.filter(kind="community", area_id=area.community_id or area.pk)


class MemberQuerySet(ScopedQuerySet):
    area_field = "fund__area"

    def sitting(self):
        """The members who govern the fund now."""
        return self.filter(left_on=None)

    def on(self, day):
        """The members who governed the fund on a day."""
        return self.filter(since__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day))
