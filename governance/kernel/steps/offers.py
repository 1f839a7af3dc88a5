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


def leads_ahead(workflow, name, obj):
    """Whether a step brings the row on: it corrects nothing, adds nothing, and goes back to no earlier state."""
    step, order = workflow.steps[name], list(workflow.states or ())
    if step.edits or step.adds:
        return False
    now = workflow.state(obj)
    return step.target is None or now not in order or order.index(step.target) > order.index(now)
