"""Lists of governance, by sub-domain."""

from importlib import import_module
from pathlib import Path

from governance.kernel.tables import Table

for module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    found = import_module(f"{__name__}.{module.stem}")
    globals().update(
        {name: thing for name, thing in vars(found).items() if isinstance(thing, type) and issubclass(thing, Table)}
    )
