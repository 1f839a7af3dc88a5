"""The demo district of governance, by sub-domain: registry first, then what meets and decides in it.

A module's `load(world)` makes its rows; `finish(world)` runs after all apps
have loaded (agendas need projects).  A module has either, both or, being a
helper of the others, none.
"""

from importlib import import_module
from pathlib import Path

FIRST = ("registry",)


def run(stage, world):
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    parts = [import_module(f"{__name__}.{name}") for name in (*FIRST, *(one for one in names if one not in FIRST))]
    for part in parts:
        if hasattr(part, stage):
            getattr(part, stage)(world)


def load(world):
    run("load", world)


def finish(world):
    run("finish", world)
