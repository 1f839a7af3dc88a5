"""Lists of projects, by sub-domain."""

from .demands import CategoryFilter, CategoryTable, DemandFilter, DemandTable
from .micro_projects import FundingTable, MicroProjectFilter, MicroProjectTable, PaymentTable

__all__ = [
    "CategoryFilter",
    "CategoryTable",
    "DemandFilter",
    "DemandTable",
    "FundingTable",
    "MicroProjectFilter",
    "MicroProjectTable",
    "PaymentTable",
]
