"""One form, several steps: what a form asks for beside its own step is taken right after it, in one transaction.

A form sets `then` in its `clean`: [(name of the step, data)].  Each is a step
of its own, with its conditions and its event; a refusal of one takes all back,
and what the steps behind it would refuse is said with it (`EntryRules.foresee_following`).
"""

from . import stale
from .errors import BusinessError


def take_all(workflow, name, obj, form, *, actor, version):
    """Take a step with what its form says, then those that the form asks for; the rows after each of them.

    Belongs into a transaction that ends with the refusal of any of them.
    """
    rows = [workflow.take(name, obj, actor=actor, version=version, **form.cleaned_data)]
    for following, data in form.then:
        try:
            rows.append(workflow.take(following, rows[-1], actor=actor, version=stale.ANY, **data))
        except BusinessError as refusal:
            refusal.refused_by = following  # its fields may be called like others of the form
            raise
    return rows
