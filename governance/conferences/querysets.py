"""Questions about conferences, their items and what follows from them."""

from django.db.models import Q, Sum

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW

from .workflow.action_items import DONE, REPORTED
from .workflow.agenda import DECIDED, LISTED, REMOVED
from .workflow.sittings import AGENDA_OPEN, DISTRIBUTED
from .workflow.units import ACTIVE

FUNDED = ("approve", "approve_with_conditions")


class ConferenceUnitQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def active(self):
        return self.filter(status=ACTIVE)


class BudgetQuerySet(ScopedQuerySet):
    view_permission = VIEW


class ConferenceQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def also_visible(self, user):
        """Members see the sittings they are called to; issued minutes go to everybody in the registry."""
        called = self.model.members.rel.related_model.objects.filter(unit_id__in=user.unit_ids)
        seen = Q(pk__in=called.values("conference"))
        return seen | Q(status__in=DISTRIBUTED) if user.has(VIEW) else seen

    def coming(self):
        """Ahead or in session."""
        return self.in_group("coming")

    def unfinished(self):
        """Held, but the minutes are not out or what was decided is not done."""
        return self.in_group("unfinished")

    def accepting_items(self):
        """Sittings whose agenda is still open, soonest first."""
        return self.filter(status=AGENDA_OPEN).order_by("held_on", "id")

    def sealed(self):
        return self.exclude(seal="").order_by("area_id", "issued_at", "id")


class AgendaItemQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def also_visible(self, user):
        called = self.model.conference.field.related_model.members.rel.related_model.objects.filter(
            unit_id__in=user.unit_ids
        )
        return Q(conference__in=called.values("conference")) if user.unit_ids else None

    def waiting(self):
        return self.filter(status=LISTED)

    def decided(self):
        return self.filter(status=DECIDED)

    def removed(self):
        return self.filter(status=REMOVED)

    def on_agenda(self):
        return self.exclude(status=REMOVED)

    def funded(self, area, year):
        """Decisions in force that took fiscal money of an area's year; a superseded one took none."""
        return self.filter(
            status=DECIDED, decision__in=FUNDED, conference__area=area, conference__held_on__year=year
        ).exclude(superseded_by__status=DECIDED)

    def total(self):
        """Sum of the granted amounts, yuan."""
        return self.aggregate(total=Sum("amount"))["total"] or 0


class ActionItemQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def also_visible(self, user):
        return Q(unit_id__in=user.unit_ids) if user.unit_ids else None

    def open(self):
        return self.exclude(status=DONE)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or clock.today())

    def reported(self):
        return self.filter(status=REPORTED)
