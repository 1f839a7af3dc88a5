"""What a state waits for: declared with the state, opened by `reminders`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Due:
    """What begins to run when a row enters a state.

    rule       -- code of the dated rule that sets the day; "" when none does
    permission -- who must act: holders over the row's area
    task       -- the words on the work page ("社区初审")
    assignee   -- fn(obj) -> User, an id, a query for one id, or None: one person instead of all holders
    start      -- fn(obj) -> the day it counts from, when not today
    due        -- fn(obj) -> the day itself, where the row already knows it
    """

    rule: str
    permission: str
    task: str
    assignee: Callable | None = None
    start: Callable | None = None
    due: Callable | None = None
