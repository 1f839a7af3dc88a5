"""Addresses of governance, by sub-domain.  Names: <model>s, <model>, <model>_new, <model>_step."""

from importlib import import_module
from pathlib import Path

app_name = "governance"

urlpatterns = [
    pattern
    for module in sorted(Path(__file__).parent.glob("[a-z]*.py"))
    for pattern in import_module(f"{__name__}.{module.stem}").urlpatterns
]
