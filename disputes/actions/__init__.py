"""What the steps of disputes do, by sub-domain; importing a module registers its actions."""

from importlib import import_module
from pathlib import Path

for module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{module.stem}")
