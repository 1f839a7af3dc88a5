"""Characters that neither a paper nor a workbook can show."""

import re

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(value):
    """The same text, list or dict without characters that no paper can show."""
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(part) for part in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value
