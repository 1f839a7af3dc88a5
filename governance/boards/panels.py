"""The card of the three accounts (政府的钱、市场的钱、居民的钱), and the board in the menu."""

from governance.kernel.pages.panels import Panel, entry, panel

from .board import accounts
from .rights import SEE_BOARD

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
