"""Lists of projects, by sub-domain."""

from .demands import CategoryFilter, CategoryTable, DemandFilter, DemandTable
from .micro_projects import FundingTable, MicroProjectFilter, MicroProjectTable, PaymentTable
from .visits import CountedVisitTable, VisitFilter, VisitTable

__all__ = [
    "CategoryFilter",
    "CategoryTable",
    "CountedVisitTable",
    "DemandFilter",
    "DemandTable",
    "FundingTable",
    "MicroProjectFilter",
    "MicroProjectTable",
    "PaymentTable",
    "VisitFilter",
    "VisitTable",
]
