"""Markup of many small parts: what Django's functions do, without looking for lazy words in each part.

A list draws a thousand cells and a select a hundred options.  Values that are
plain text, as nearly all are, are escaped at once; everything else goes
through Django's functions.
"""

from html import escape as plain

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def escaped(value):
    """A value as it may stand in HTML: text escaped, markup as it is."""
    kind = type(value)
    if kind is str:
        return plain(value)
    return value if kind is SafeString else conditional_escape(value)


def attributes(values):
    """Attributes of a tag, {name: value}, each with a space before it: True stands alone, False and None are left out.

    Django's `flatatt` in the order in which they were given.
    """
    drawn = []
    for name, value in values.items():
        if value is True:
            drawn.append(f" {name}")
        elif value is not None and value is not False:
            drawn.append(f' {name}="{escaped(value)}"')
    return SafeString("".join(drawn))
