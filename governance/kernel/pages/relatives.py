"""What belongs together with a row, in every direction; each page lists as much of it as its user may see.

    @related("projects.demand", "微项目", order=20)
    def project_of_demand(demand, user):
        return MicroProject.objects.visible_to(user).filter(pk=demand.project_id)

An app registers its own rows for the pages of others, and theirs for its
own, so a page knows nothing of the apps above it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from governance.kernel.steps.states import shown_state

ANY = "*"  # the slot of what may belong to a row of every kind
MOST = 8  # of one relation
RELATIONS = defaultdict(list)


@dataclass(frozen=True)
class Relative:
    """One line of the card: `sub` are the small words under the title, `badge` is {"text", "kind"} or None."""

    title: str
    url: str
    sub: str = ""
    badge: dict | None = None


@dataclass(frozen=True)
class Relation:
    """What a slot lists under a label; `after`: the kind of event without which a row has none of it."""

    label: str
    order: int
    find: Callable
    after: str = ""


def related(slot, label, *, order=50, after=""):
    """Register fn(obj, user) -> rows or Relatives; ANY as the slot for rows of every kind.

    after -- kind of an event of the row: nothing is asked where its newest events lack it
    """

    def register(fn):
        RELATIONS[slot].append(Relation(label, order, fn, after))
        return fn

    return register


def relatives_of(obj, user, kinds=()):
    """[(label, [Relative])] of what belongs to a row and may be seen, in the order of the work.

    kinds -- kinds of the row's events
    """
    relations = sorted([*RELATIONS[obj._meta.label_lower], *RELATIONS[ANY]], key=lambda relation: relation.order)
    found = [
        (relation.label, [as_relative(row) for row in list(relation.find(obj, user) or ())[:MOST]])
        for relation in relations
        if not relation.after or relation.after in kinds
    ]
    return [(label, rows) for label, rows in found if rows]


def as_relative(row):
    """A row as its relatives' pages show it: the title, its number and its state."""
    if isinstance(row, Relative):
        return row
    state = shown_state(row)
    badge = {"text": state.label, "kind": state.kind} if state is not None else None
    title = getattr(row, "title", "") or str(row)
    return Relative(title, row.get_absolute_url(), getattr(row, "number", ""), badge)
