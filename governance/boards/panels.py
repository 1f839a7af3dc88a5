"""The card of the three accounts: government's fee, the market's gold, the residents' money; the board in the menu."""

from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.steps.permissions import permission

from .board import accounts

SEE_BOARD = permission(
    "governance.board",
    "查看驾驶舱",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "branch_secretary",
        "peace_office",
        "auditor",
    ),
)

entry("督导", "领导驾驶舱", "speedometer2", "dashboard", permission=SEE_BOARD, order=70, phone="驾驶舱")


@panel("dashboard", order=20)
def three_accounts(period, user):
    """三笔账, cumulative."""
    lines = accounts(period)
    if not lines:
        return None
    fiscal = next((line["amount"] for line in lines if line["account"].css == "fei"), 0)
    others = sum(line["amount"] for line in lines if line["account"].css != "fei")
    levered = f"{others / fiscal:.2f}" if fiscal else None
    context = {"accounts": lines, "levered": levered}
    return Panel("三笔账", "governance/boards/_accounts.html", context, css="c-4 is-key", meta="累计，万元")
