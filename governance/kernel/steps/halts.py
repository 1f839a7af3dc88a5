"""What stops a row whose basis is in question, asked across apps by its kind and key.

A concept that others build on registers how its rows are stopped; agenda
items, grants and whatever is built later ask here and need not know it:

    @halting("projects.microproject")
    def stopped_project(pk): ...
"""

HALTS = {}  # label of a model -> function(pk) -> "" or the reason


def halting(label):
    """Register the function (pk) -> "" or why nothing more may be built on that row."""

    def register(reason):
        HALTS[label] = reason
        return reason

    return register


def halted(label, pk):
    """Why the row of this kind is stopped; "" where it goes on or nobody registered its kind."""
    reason = HALTS.get(label)
    return reason(pk) if reason is not None and pk is not None else ""
