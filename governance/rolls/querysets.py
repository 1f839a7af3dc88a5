"""Queries of rolls."""

from governance.kernel.clock import clock
from governance.kernel.clock.validity import in_force_on
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW

from .workflow import CURRENT, PAST, UPCOMING


class RollQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def in_force(self, on=None):
        """The versions that say who is entitled on a day."""
        return self.in_group("in_force").filter(in_force_on(on or clock.today()))

    def in_standing(self, standing):
        """The versions that stand so today: the states of a filed version are told apart by its days."""
        today = clock.today()
        filed = self.in_group("in_force")
        if standing == UPCOMING:
            return filed.filter(valid_from__gt=today)
        if standing == PAST:
            return filed.filter(valid_to__lt=today)
        return self.in_force(today) if standing == CURRENT else self.filter(status=standing)

    def newest_before(self, roll):
        """The filed version that the filing of this one ended, or would end; None for the first one."""
        filed = self.versions_of(roll).in_group("in_force").exclude(pk=roll.pk)
        if not roll.is_open and roll.valid_from:
            filed = filed.filter(valid_from__lt=roll.valid_from)
        return filed.order_by("-valid_from").first()

    def versions_of(self, roll):
        """All versions of the same roll, the newest first."""
        return self.filter(area=roll.area_id, kind=roll.kind).order_by("-id")
