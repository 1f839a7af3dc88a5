"""What stops a row whose basis is in question, asked across apps by its kind and key.

A concept that others build on registers how its rows are stopped; agenda
items, grants and whatever is built later ask here and need not know it:

    @halting("projects.microproject")
    def stopped_project(pk): ...

While a row is stopped its deadlines do not count: `settle` stops them and lets them go on.  A workflow calls it after
each of its own steps that may have changed something; whoever changes what the row rests on calls it in a reaction.
"""

from governance.kernel.clock import pauses

HALTS = {}  # label of a model -> function(pk) -> "" or the reason


def halting(label):
    """Register the function (pk) -> "" or why nothing more may be built on that row."""

    def register(reason):
        HALTS[label] = reason
        return reason

    return register


def settle(workflow, *rows, actor=None):
    """Stop the deadlines of rows that are stopped, and let those of the others go on with the rest of their time.

    Events as of `pauses`.  Belongs into the transaction of the change.
    """
    if not rows:
        return
    reasons = {row.pk: why_stopped(workflow, row) for row in rows}
    stopped = {key: reason for key, reason in reasons.items() if reason}
    if stopped:
        pauses.stop(type(rows[0]), stopped, actor=actor)
    if going := reasons.keys() - stopped.keys():
        pauses.resume(type(rows[0]), going, actor=actor)


def why_stopped(workflow, obj):
    """Why no deadline of a row counts now: what halts its steps, or what it waits for; "" where they do."""
    return (workflow.halt(obj, None) if workflow.halt else "") or (workflow.waits(obj) if workflow.waits else "")


def halted(label, pk):
    """Why the row of this kind is stopped; "" where it goes on or nobody registered its kind."""
    reason = HALTS.get(label)
    return reason(pk) if reason is not None and pk is not None else ""
