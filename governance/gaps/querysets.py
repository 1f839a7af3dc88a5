"""Questions about notices and their lines: who sees them, what is still missing, what was told when."""

from collections import defaultdict

from django.db.models import QuerySet

from governance.kernel.models.scopes import ScopedQuerySet

from .kinds import BY_CODE
from .workflow import SEE_GAPS


class GapNoticeQuerySet(ScopedQuerySet):
    view_permission = SEE_GAPS

    def open(self):
        return self.in_group("open")


class GapLineQuerySet(QuerySet):
    def open(self):
        """Neither filled nor ended with their notice."""
        return self.filter(closed_on=None)

    def of_rows(self, kind, keys):
        """The lines about these rows of a kind, the latest last, with who told whom."""
        lines = self.filter(kind=kind.code, **{f"{kind.column}__in": list(keys)}).order_by("told_at", "id")
        lines = lines.select_related("told_by__person", "notice__area")
        return lines.defer("told_by__person__phone", "told_by__person__id_number")

    def still_gaps(self):
        """Those whose row is still a gap, by the register as it stands: one query for each kind among them."""
        lines, left = list(self), {}
        by_kind = defaultdict(set)
        for line in lines:
            by_kind[line.kind].add(line.row_id)
        for code, keys in by_kind.items():
            kind = BY_CODE[code]
            left[code] = set(kind.of(kind.model.objects.filter(pk__in=keys)).values_list("pk", flat=True))
        return [line for line in lines if line.row_id in left[line.kind]]
