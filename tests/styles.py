"""What a page asks of style sheets that the portal delivers in part (`portal/trimmed.py`), and does not get."""

import re
from functools import cache

from portal import trimmed

CLASSES = re.compile(r"""\bclass=["']([^"']*)["']""")


def classes_of(sheet):
    """The classes of which a style sheet speaks."""
    found = set()
    for prelude, block in trimmed.statements(sheet):
        if prelude.startswith(("@media", "@supports")):
            found |= classes_of(block)
        elif block is not None:
            found.update(trimmed.CLASS.findall(trimmed.ABSENT.sub("", prelude)))
    return found


@cache
def dropped():
    """The classes that the packages style and the copies do not."""
    whole = (trimmed.STYLES, trimmed.ICONS)
    copies = (trimmed.styles(), trimmed.icon_styles())
    before, after = (
        set().union(*map(classes_of, sheets))
        for sheets in (
            [path.read_text(encoding="utf-8") for path in whole],
            [sheet.decode() for sheet in copies],
        )
    )
    return frozenset(before - after)


def unstyled(page):
    """The classes of a page that lost their style, and the icons that no font has."""
    named = {name for names in CLASSES.findall(page) for name in names.split()}
    icons = {name for name in named if name.startswith("bi-")}
    return (named & dropped()) | {name for name in icons if name.removeprefix("bi-") not in trimmed.used()[0]}
