"""Home visits, among the rates of the leaders' board."""

from governance.boards.moves import Act, mover
from governance.boards.rates import rate

from .metrics import leads_by_day


def leads_note(standing):
    """片组邻长 8735 名"""
    return f"片组邻长 {standing.bottom} 名"


rate("visit_lead_rate", "走访率", better="up", order=40, note=leads_note, by_day=leads_by_day)


@mover("visit_lead_rate")
def visit_this_month(held):
    """Every lead makes a visit within the month."""
    left = held.bottom - held.top
    return Act(f"{left} 名片组邻长本月还没走访", "visit_leads_left", top=left) if left > 0 else None
