"""What is late, among the rates of the leaders' board."""

from governance.boards.moves import Act, mover
from governance.boards.rates import rate


def late_note(standing):
    """353 件在办，11 件逾期"""
    return f"{standing.bottom} 件在办，{standing.top} 件逾期"


rate("overdue_rate", "逾期率", better="down", order=10, note=late_note)


@mover("overdue_rate", "overdue_n")
def finish_what_is_late(held):
    """What is late is done: it is neither late nor open any more."""
    return Act(f"办结 {held.top} 件逾期事项", "overdue_n", top=-held.top, bottom=-held.top) if held.top else None
