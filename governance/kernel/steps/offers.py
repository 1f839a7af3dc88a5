"""A step as it is offered to one user on one row: the buttons of pages and the listing of the API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepView:
    """A step as one user sees it on one row; `kind` says why it is refused, see `scopes`."""

    name: str
    label: str
    allowed: bool
    reason: str
    kind: str
    tone: str
    icon: str
    hint: str
    url: str = ""
