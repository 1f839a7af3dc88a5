"""All tables of projects."""

from .demands import Demand, DemandCategory
from .micro_projects import BudgetLine, FundingSource, MicroProject, Payment, Quote, SiteVisit, Version

__all__ = [
    "BudgetLine",
    "Demand",
    "DemandCategory",
    "FundingSource",
    "MicroProject",
    "Payment",
    "Quote",
    "SiteVisit",
    "Version",
]
