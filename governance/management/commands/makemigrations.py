"""Django's makemigrations; what it writes is put into the form of the house where ruff is installed."""

import subprocess
import sys
from importlib.util import find_spec

from django.conf import settings
from django.core.management.commands import makemigrations


class Command(makemigrations.Command):
    def handle(self, *labels, **options):
        try:
            super().handle(*labels, **options)
        finally:
            tidy(getattr(self, "written_files", []))


def tidy(paths):
    """Sort the imports of new migrations and format them."""
    if paths and find_spec("ruff"):
        for command in (("check", "--fix"), ("format",)):
            call = [sys.executable, "-m", "ruff", *command, "--quiet", *map(str, paths)]
            subprocess.run(call, cwd=settings.BASE_DIR, check=True)
