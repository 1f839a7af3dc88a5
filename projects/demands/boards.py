"""What becomes of demands, among the rates of the leaders' board."""

from governance.boards.moves import Act, mover
from governance.boards.ranking import asks
from governance.boards.rates import rate

asks("demand_unrated")


def due_note(standing):
    """到期 612，办结 540"""
    return f"到期 {standing.bottom}，办结 {standing.top}"


def rated_note(standing):
    """评价 203，未评 337: who was not asked, or did not answer, stands beside those who did."""
    return f"评价 {standing.bottom}，未评 {standing.asked('demand_unrated')}"


rate("demand_due_rate", "办结率", better="up", order=20, note=due_note, monthly=True)
rate(
    "demand_satisfaction",
    "满意率",
    better="up",
    order=30,
    note=rated_note,
    monthly=True,
    least="rank_least_answers",
)


@mover("demand_due_rate")
def answer_what_is_due(held):
    """Demands whose day has passed are answered."""
    left = held.bottom - held.top
    return Act(f"答复 {left} 件到期需求", "demand_due_left", top=left) if left else None


@mover("demand_satisfaction", "demand_to_rate")
def ask_for_ratings(held):
    """People who were answered are asked what they think: the rate rests on more."""
    waiting = held.asked("demand_to_rate")
    if not waiting:
        return None
    return Act(f"{waiting} 件已答复未回访", "demand_to_rate", bottom=waiting, effect=f"满意率可多评 {waiting} 件")
