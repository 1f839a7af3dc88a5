"""How complete the register is, among the rates of the leaders' board: posts held, compounds that are whole."""

from governance.boards.moves import Act, mover
from governance.boards.rates import rate


def posts_note(standing):
    """应配 8787 个岗位，在任 8735"""
    return f"应配 {standing.bottom} 个岗位，在任 {standing.top}"


def compounds_note(standing):
    return f"{standing.bottom} 个小区，齐备 {standing.top}"


rate("post_fill", "到位率", better="up", order=50, note=posts_note)
rate("scheme_complete", "“1+6”齐", better="up", order=60, note=compounds_note, whole=True)


@mover("scheme_complete")
def complete_compounds(held):
    """Compounds get the bodies that their scheme still lacks."""
    left = held.bottom - held.top
    return Act(f"补齐 {left} 个小区的“1+6”", "compounds_incomplete", top=left) if left else None
