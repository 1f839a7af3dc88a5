"""Figures of foundations."""

from funds.roles import VIEW
from governance.kernel.figures.metrics import metric

from .models import Foundation
from .tables import FoundationTable


@metric(
    "foundations",
    "合作基金会",
    unit="个",
    definition="已对接、未终止合作的基金会",
    table=FoundationTable,
    permission=VIEW,
    order=62,
)
def foundations(period):
    return period.below(Foundation.objects.linked())
