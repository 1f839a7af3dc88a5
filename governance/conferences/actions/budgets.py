"""The fiscal money of a year: set, revised, and what is left of it."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.models.budgets import Budget
from governance.conferences.workflow.budgets import BUDGET
from governance.kernel.steps.forms import assign


@BUDGET.step("set")
def set_budget(budget, *, actor, note="", **data):
    """Register the year's fiscal money for micro-projects (yuan) with its document."""
    assign(budget, data)
    budget.created_by = actor
    return {"facts": [["额度", f"{budget.amount:,.2f} 元"]]}


@BUDGET.step("revise")
def revise_budget(budget, *, actor, note="", **data):
    """Change the year's money.  Refuses below_granted: never below what is already granted."""
    fields = assign(budget, data)
    spent = AgendaItem.objects.funded(budget.area_id, budget.year).total()
    if budget.amount < spent:
        raise GROUNDS.refused(f"已核定 {spent:,.2f} 元，额度不能低于此数", "below_granted", field="amount")
    return fields


def remaining_budget(area, year):
    """(budget, granted, left) of an area's year in yuan; budget and left are None where none is set."""
    budget = Budget.objects.filter(area=area, year=year).first()
    spent = AgendaItem.objects.funded(area, year).total()
    return (budget.amount, spent, budget.amount - spent) if budget else (None, spent, None)
