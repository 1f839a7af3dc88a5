"""All tables of projects."""

from projects.demands.models.categories import DemandCategory, Level
from projects.demands.models.demands import Demand
from projects.key_households.models import KeyHousehold
from projects.micro_projects.models.budgets import BudgetLine, FundingSource, Payment, Quote
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.models.reviews import SiteVisit, Version
from projects.visits.models import Visit

__all__ = [
    "BudgetLine",
    "Demand",
    "DemandCategory",
    "FundingSource",
    "KeyHousehold",
    "Level",
    "MicroProject",
    "Payment",
    "Quote",
    "SiteVisit",
    "Version",
    "Visit",
]
