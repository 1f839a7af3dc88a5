"""The portal's own static files; its one style sheet is joined from the layers in static/css/."""

import os
import tempfile

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

# In the order of the cascade: a later layer may change what an earlier one says.
LAYERS = ("tokens", "base", "layout", "components", "tables", "forms", "pages", "screens", "print")
SOURCES = settings.BASE_DIR / "static/css"
JOINED = settings.VAR / "joined"
SHEET = "portal.css"


def join_layers():
    """Write the style sheet again when a layer has changed.  Returns its path."""
    text = "\n".join((SOURCES / f"{layer}.css").read_text(encoding="utf-8") for layer in LAYERS)
    sheet = JOINED / SHEET
    if not (sheet.exists() and sheet.read_text(encoding="utf-8") == text):
        JOINED.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=JOINED, delete=False) as file:
            file.write(text)
        os.replace(file.name, sheet)  # at once: somebody may be reading it
    return sheet


class StylesFinder(FileSystemFinder):
    """Finds the portal's files; the joined style sheet replaces its layers."""

    def find(self, path, find_all=False):
        if path == SHEET:
            sheet = str(join_layers())
            return [sheet] if find_all else sheet
        return super().find(path, find_all)

    def list(self, ignore_patterns):
        yield from super().list([*(ignore_patterns or []), "css"])
        join_layers()
        yield SHEET, FileSystemStorage(JOINED)
