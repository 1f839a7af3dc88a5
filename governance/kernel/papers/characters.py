"""Characters that neither a paper nor a workbook can show, and words of the portal that no paper says."""

import re

from governance.kernel.steps.grounds import ADJUSTABLE, DISTRICT

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OWN_RULE = re.compile(f"{DISTRICT}(?:{ADJUSTABLE}|，{ADJUSTABLE[1:-1]})?")  # as the table of rules names it
SAID = "本区规定"  # as a signed paper does


def on_paper(value):
    """The same text, list or dict as a paper says it: 本区规定 for the table's own words, no unprintable character."""
    if isinstance(value, dict):
        return {name: on_paper(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [on_paper(part) for part in value]
    return UNPRINTABLE.sub("", OWN_RULE.sub(SAID, value)) if isinstance(value, str) else value
