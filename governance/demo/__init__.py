"""The demo district of governance, by sub-domain: registry first, then what meets and decides in it.

A module's `load(world)` makes its rows; `finish(world)`, where there is one,
runs after all apps have loaded (agendas need projects).
"""

from importlib import import_module
from pathlib import Path

FIRST = ("registry",)


def modules():
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    parts = [import_module(f"{__name__}.{name}") for name in (*FIRST, *(one for one in names if one not in FIRST))]
    return [part for part in parts if hasattr(part, "load")]


def load(world):
    for module in modules():
        module.load(world)


def finish(world):
    for module in modules():
        if hasattr(module, "finish"):
            module.finish(world)
