"""Pages of the fiscal money of a year."""

from governance.conferences.actions.budgets import remaining_budget
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.models.budgets import Budget
from governance.conferences.tables import BudgetFilter, BudgetTable
from governance.conferences.workflow.budgets import BUDGET
from governance.conferences.workflow.rights import CHAIR, RUN
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

SEE = (RUN, CHAIR)


class BudgetList(ListPage):
    model, filterset, table, title = Budget, BudgetFilter, BudgetTable, "年度额度"
    permission = SEE
    create = BUDGET


class BudgetDetail(DetailPage):
    model, workflow, template = Budget, BUDGET, "governance/conferences/budget.html"
    permission = SEE
    select_related = ("area",)

    def more_context(self, obj):
        _, spent, left = remaining_budget(obj.area_id, obj.year)
        rows = AgendaItem.objects.funded(obj.area_id, obj.year).filter(amount__gt=0)
        return {"spent": spent, "left": left, "rows": rows.select_related("area", "conference").order_by("-decided_at")}


class BudgetStep(StepPage):
    model, workflow = Budget, BUDGET
