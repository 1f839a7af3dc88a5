"""The fields of forms that change what somebody may see or do: a post, a seat, an account, a unit, a place in the tree.

    gives_authority(POST, {"grant": ("username", "role", "area", "unit"), …})      # beside FLOW.use_forms

GIVES is the one list of them.  A step in it is refused when its actor could do
more after it than before: nobody widens the own scope, by whatever field.
Source: domain.md §7.
"""

from .errors import NotAllowed

GIVES = {}  # "app.model.step" -> names of fields
COMPARED = set()  # of these the steps that may change what a source knows of
SOURCES = []  # functions (user) -> set of what the user may do, each in its own words


def gives_authority(workflow, fields, *, of_row=False):
    """Name the fields of a workflow's forms that give or take authority: {step: names}.

    of_row -- they give the one row only (who handles a case): no post, seat or unit changes, so nothing is compared
    """
    for step, names in fields.items():
        GIVES[f"{workflow.kind}.{step}"] = tuple(names)
        if not of_row:
            COMPARED.add(f"{workflow.kind}.{step}")


def source_of_authority(source):
    """Register fn(user) -> set of what the user may do, read afresh: posts, seats."""
    SOURCES.append(source)
    return source


def authority_of(user):
    """All that a user may do, as a set that can be compared with itself later."""
    return frozenset().union(*(source(user) for source in SOURCES))


def authority_before(kind, actor):
    """What the actor may do before a step of this name; None where it changes neither post, seat nor unit."""
    return authority_of(actor) if actor is not None and kind in COMPARED else None


def refuse_wider(before, actor):
    """Refuse a step that has widened what its own actor may do ("own_scope")."""
    if before is not None and not authority_of(actor) <= before:
        raise NotAllowed("不能由自己扩大自己的权限，请由另一人办理", "own_scope")
