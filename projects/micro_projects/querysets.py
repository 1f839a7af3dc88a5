"""Selections of micro-projects."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from governance.kernel.models.among import is_one_of
from governance.kernel.models.scopes import ScopedQuerySet
from governance.models import Area
from projects.roles import VIEW

# Trigram similarity from which titles count as alike, in the same compound and in the same community.
ALIKE_HERE, ALIKE_NEARBY = 0.3, 0.5
MOST_COMPARED = 200  # projects of one community, the latest


class MicroProjectQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def awaiting_conference(self):
        """Reviewed by the street, or deferred by an earlier conference, and not on an agenda."""
        return self.in_group("awaiting_conference")

    def approved(self):
        return self.in_group("approved")

    def drafts_of(self, user):
        """Projects that this user began and can still edit."""
        return self.in_group("editable").filter(created_by=user)

    def earlier_like(self, title, project, area, community, category, since):
        """Projects that one may repeat (查重), by its title, its key, the keys of its place and a category's code.

        In the same compound and category, or with a similar title in the same
        compound or community, begun on the day `since` or later, past its
        deliberation and not given up.
        Source: domain.md §2.1.
        """
        around = is_one_of("area_id", Area.objects.filter(Q(pk=area) | Q(community=community)).values("pk"))
        rows = self.in_group("comparable").filter(around, created_at__date__gte=since).exclude(pk=project)
        # Found first and bounded: else the titles of the whole district are compared.
        near = rows.order_by("-id").values("pk")[:MOST_COMPARED]
        rows = self.filter(pk__in=near).annotate(alike=TrigramSimilarity("title", title))
        same = Q(area_id=area, category__code=category)
        same |= Q(area_id=area, alike__gte=ALIKE_HERE)
        same |= Q(area__community=community, alike__gte=ALIKE_NEARBY)
        return rows.filter(same).order_by("-alike", "-id")
