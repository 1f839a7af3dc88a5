"""Masked data shown in full: only for a reason, and who asked and why stays on record.  Source: domain.md §7."""

from django.db import transaction

from governance.kernel.steps.events import record
from governance.kernel.steps.saving import require_words


def reason_given(text, deed="查看"):
    """The reason for a deed, trimmed.  Raises Refused "reason_missing"."""
    return require_words(text, f"请写明{deed}理由，本次{deed}会留痕", field="reason")


def disclose(obj, kind, *, actor, reason, label, fields):
    """Put on record that `actor` sees these fields of a row in full; returns {field: value}.

    The event keeps the reason and the names of the fields, never the data.
    """
    with transaction.atomic():
        record(kind, obj, actor=actor, label=label, data={"note": reason_given(reason), "fields": list(fields)})
    return {field: getattr(obj, field) for field in fields}
