"""One form for each step of projects, by sub-domain."""

from .demands import CATEGORY_FORMS, DEMAND_FORMS
from .micro_projects import PROJECT_FORMS
from .visits import VISIT_FORMS

__all__ = ["CATEGORY_FORMS", "DEMAND_FORMS", "PROJECT_FORMS", "VISIT_FORMS"]
