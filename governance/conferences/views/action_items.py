"""Pages of the action items (议定事项)."""

from governance.conferences.models.action_items import ActionItem
from governance.conferences.tables import ActionFilter, ActionTable
from governance.conferences.workflow.action_items import ACTION
from governance.conferences.workflow.rights import ACT
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.roles import VIEW

SEE = (VIEW, ACT)


class ActionItemList(ListPage):
    model, filterset, table, title = ActionItem, ActionFilter, ActionTable, "议定事项"
    permission = SEE
    create = ACTION
    workflow, bulk = ACTION, ("confirm",)
    tabs = (
        ("open", "未办结", "open"),
        ("overdue", "已逾期", "overdue"),
        ("reported", "待确认", "reported"),
        ("done", "已办结", "ended", False),
        ("all", "全部"),
    )


class ActionItemDetail(DetailPage):
    model, template, workflow = ActionItem, "governance/conferences/action_item.html", ACTION
    permission = SEE
    select_related = ("area__community", "area__street", "unit", "item__conference")


class ActionItemStep(StepPage):
    model, workflow = ActionItem, ACTION
    select_related = ("area", "unit", "item__conference")
