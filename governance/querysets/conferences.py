"""Questions about conferences, their items and what follows from them."""

from django.db.models import Q

from governance.kernel.scopes import ScopedQuerySet


class ConferenceQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def also_visible(self, user):
        """Members see the sittings they are called to."""
        return Q(pk__in=self.model.members.rel.related_model.objects.filter(unit_id__in=user.unit_ids).values("conference"))

    def sealed(self):
        return self.exclude(seal="").order_by("area", "issued_at", "id")


class AgendaItemQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def waiting(self):
        return self.filter(status="listed")

    def decided(self):
        return self.filter(status="decided")


class ActionItemQuerySet(ScopedQuerySet):
    view_permission = "governance.view"

    def also_visible(self, user):
        return Q(unit_id__in=user.unit_ids) if user.unit_ids else None

    def open(self):
        return self.exclude(status="done")
