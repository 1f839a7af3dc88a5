"""Questions about micro-projects."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet

EDITABLE = ("draft", "resolved", "returned")
ENDED = ("dropped", "rejected", "withdrawn")
IN_REVIEW = ("submitted", "community_ok", "street_ok", "in_conference", "deferred")
# Trigram similarity of titles from which on a person should look, in the same compound and in the same community.
ALIKE_HERE, ALIKE_NEARBY = 0.3, 0.5


class MicroProjectQuerySet(ScopedQuerySet):
    view_permission = "projects.view"

    def drafts(self):
        """Not submitted yet: leaders' figures leave them out."""
        return self.filter(status__in=("draft", "deliberating", "resolved"))

    def submitted(self):
        """Everything that was ever submitted, whatever became of it."""
        return self.exclude(number="")

    def in_review(self):
        return self.filter(status__in=IN_REVIEW)

    def returned(self):
        return self.filter(status="returned")

    def awaiting_conference(self):
        """Reviewed by the street, or deferred by an earlier conference, and not on an agenda."""
        return self.filter(status__in=("street_ok", "deferred"))

    def approved(self):
        return self.filter(status="approved")

    def ended(self):
        return self.filter(status__in=ENDED)

    def still_mine(self, user):
        """What this user began and has yet to finish."""
        return self.filter(status__in=EDITABLE, created_by=user)

    def earlier_like(self, project, months):
        """Projects that this one may repeat (查重).

        In the same compound and category, or with a similar title in the same
        compound or community, begun within the last `months`, past its
        deliberation and not given up.
        Source: domain.md §2.1.
        """
        since = clock.add_months(clock.today(), -months)
        rows = self.filter(created_at__date__gte=since).exclude(pk=project.pk)
        rows = rows.exclude(status__in=("draft", "deliberating", *ENDED))
        rows = rows.annotate(alike=TrigramSimilarity("title", project.title))
        same = Q(area_id=project.area_id, category__code=project.category.code)
        same |= Q(area_id=project.area_id, alike__gte=ALIKE_HERE)
        same |= Q(area__community=project.area.community_id, alike__gte=ALIKE_NEARBY)
        return rows.filter(same).order_by("-alike", "-id")
