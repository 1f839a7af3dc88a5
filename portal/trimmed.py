"""What pages use of Bootstrap's style sheet and of its icons; the rest of both never reaches a browser.

The icon font draws 2,078 icons and the portal 200 of them; of Bootstrap's rules three in five speak of classes that
nothing here has.  What is used is read from the sources of the rooms, the templates and the scripts: an icon is used
when its name stands there in quotation marks or behind `bi-`, or its code point in a style sheet; a rule when each
class of its selector is a word there.  That takes too much rather than too little, as long as names are written whole:
`caret-up-fill`, not a name put together out of `up`.  Tests look at every page they open for a class that got lost.

The copies are made where static files are collected, the same bytes from the same sources.
"""

import hashlib
import json
import logging
import os
import re
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells each step, and that the font is a little untidy

ROOT = settings.BASE_DIR
PACKAGES = ROOT / "node_modules"
MADE = settings.VAR / "trimmed"
STYLES = PACKAGES / "bootstrap/dist/css/bootstrap.min.css"
ICONS = PACKAGES / "bootstrap-icons/font/bootstrap-icons.min.css"
FONT = PACKAGES / "bootstrap-icons/font/fonts/bootstrap-icons.woff2"
ADDRESSES = {  # address below /static/: what it is made of
    "vendor/bootstrap/css/bootstrap.min.css": STYLES,
    "vendor/bootstrap-icons/bootstrap-icons.min.css": ICONS,
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2": FONT,
}
ROOMS = ("governance", "projects", "disputes", "funds", "portal")
SOURCES = (*((room, "*.py") for room in ROOMS), ("templates", "*.html"), ("static", "*.js"), ("static", "*.css"))
SCRIPTS = (  # of the packages, which give elements classes themselves
    PACKAGES / "bootstrap/dist/js/bootstrap.bundle.min.js",
    PACKAGES / "tom-select/dist/js/tom-select.base.min.js",
    PACKAGES / "htmx.org/dist/htmx.min.js",
)
NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
NAMED = re.compile(rf"""["'](?:bi-)?({NAME})["']|\bbi-({NAME})""")
POINT = re.compile(r"""content:\s*["']\\([0-9a-f]{4})["']""", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z_][\w-]*")
ICON = re.compile(rf'\.bi-({NAME})::before\{{content:"\\([0-9a-f]+)"\}}')
OLD_FORMAT = re.compile(r',url\("[^"]*\.woff(?:\?[^"]*)?"\) format\("woff"\)')
PIECE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|[^"{};/]+|.', re.DOTALL)
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
ABSENT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
COMMA = re.compile(r",(?![^(\[]*[)\]])")


def sources():
    """The text of every file of the portal that may name an icon or a class, by its path."""
    for folder, pattern in SOURCES:
        for path in sorted(Path(ROOT, folder).rglob(pattern)):
            yield path, path.read_text(encoding="utf-8")


@cache
def points():
    """{name: code point} of the whole icon font."""
    return {name: int(point, 16) for name, point in ICON.findall(ICONS.read_text(encoding="utf-8"))}


@cache
def used():
    """(names of the icons, words that may be classes) of the sources."""
    names, words, drawn = set(), set(), set()
    for path, text in sources():
        names.update(*NAMED.findall(text))
        if path.suffix == ".css":
            drawn.update(int(point, 16) for point in POINT.findall(text))
        else:
            words.update(WORD.findall(text))
    for path in SCRIPTS:
        words.update(WORD.findall(path.read_text(encoding="utf-8")))
    icons = {name for name, point in points().items() if name in names or point in drawn}
    return frozenset(icons), frozenset(words)


# ------------------------------------------------------------ style sheets
def statements(text):
    """(prelude, block or None) of each statement of a style sheet, comments in the prelude; a block without braces."""
    depth, prelude, block = 0, "", ""
    for piece in PIECE.findall(text):
        depth -= piece == "}"
        if depth == 0 and piece in "};":
            yield prelude, block if piece == "}" else None
            prelude = block = ""
        elif depth == 0 and piece != "{":
            prelude += piece
        elif depth:
            block += piece
        depth += piece == "{"


def is_used(selector, words):
    """Whether each class that the selector asks for is a word of the sources."""
    return all(name.replace("\\", "") in words for name in CLASS.findall(ABSENT.sub("", selector)))


def without_unused(text, words):
    """The style sheet with the selectors, rules and conditions alone that may match something."""
    kept = []
    for prelude, block in statements(text):
        if block is None:
            kept.append(f"{prelude};")
        elif prelude.startswith(("@media", "@supports")):
            if inner := without_unused(block, words):
                kept.append(f"{prelude}{{{inner}}}")
        elif "@" in prelude or "*/" in prelude:
            kept.append(f"{prelude}{{{block}}}")
        elif selectors := [one for one in COMMA.split(prelude) if is_used(one, words)]:
            kept.append(f"{','.join(selectors)}{{{block}}}")
    return "".join(kept)


def styles():
    return without_unused(STYLES.read_text(encoding="utf-8"), used()[1]).encode()


# ------------------------------------------------------------ icons
def icon_styles():
    names = used()[0]
    sheet = ICON.sub(lambda found: found.group() if found[1] in names else "", ICONS.read_text(encoding="utf-8"))
    return OLD_FORMAT.sub("", sheet).encode()


def icon_font(target):
    """Write the font with the used icons alone into the file."""
    from fontTools.subset import Options, Subsetter, load_font, save_font  # needed by no web process

    options = Options(flavor="woff2", recalc_timestamp=False)  # the font's own date: the same bytes each time
    font = load_font(str(FONT), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[points()[name] for name in used()[0]])
    subsetter.subset(font)
    save_font(font, str(target), options)


# ------------------------------------------------------------ the copies
@cache
def state():
    """What the copies depend on, as one number: what is used, the packages' files, this file, the font's tool."""
    found = hashlib.sha256(json.dumps([version("fonttools"), *map(sorted, used())]).encode())
    for path in (*ADDRESSES.values(), Path(__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()


def put(path, write):
    """Write a file at once: somebody may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    write(name)
    os.replace(name, path)


@cache
def make_copies(folder):
    """Make the copies again when something changed that they depend on.  Returns their folder."""
    stamp, address = folder / ".state", {source: name for name, source in ADDRESSES.items()}
    if not (stamp.exists() and stamp.read_text() == state()):
        font, icons, sheet = (folder / address[source] for source in (FONT, ICONS, STYLES))
        put(font, icon_font)
        put(icons, lambda name: Path(name).write_bytes(icon_styles()))
        put(sheet, lambda name: Path(name).write_bytes(styles()))
        put(stamp, lambda name: Path(name).write_text(state()))
    return folder


class TrimmedFinder(BaseFinder):
    """Finds the copies under the addresses that the whole files would have."""

    def find(self, path, find_all=False):
        found = [str(make_copies(MADE) / path)] if path in ADDRESSES else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns):
        storage = FileSystemStorage(make_copies(MADE))
        for name in ADDRESSES:
            yield name, storage

    def check(self, **kwargs):
        return []
