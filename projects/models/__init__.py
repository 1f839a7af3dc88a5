"""All tables of projects."""

from .budgets import BudgetLine, FundingSource, Payment, Quote
from .demands import Demand, DemandCategory
from .micro_projects import MicroProject, SiteVisit, Version
from .visits import Visit

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
    "Visit",
]
