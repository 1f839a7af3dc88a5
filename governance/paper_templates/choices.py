"""The kinds of papers as a form and a filter offer them."""

from governance.kernel.papers import kinds


def kind_choices():
    """[(code, name)] of every kind of paper that is printed."""
    return [(kind.code, kind.name) for kind in kinds.KINDS.values()]
