"""The migrations as they were released: they are not changed any more, for installations have taken them.

python -m tests.migrations      puts new ones on record, in tests/migrations.sha256
"""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests/migrations.sha256"


def present():
    """{path: digest} of the migrations that are there."""
    files = (one for app in ROOT.glob("*/migrations") for one in sorted(app.glob("0*.py")))
    return {str(one.relative_to(ROOT)): hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(files)}


def recorded():
    """{path: digest} of those on record."""
    lines = RECORD.read_text().splitlines() if RECORD.exists() else []
    return {path: digest for digest, path in map(str.split, lines)}


if __name__ == "__main__":
    kept = {**present(), **recorded()}
    RECORD.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(kept.items())))
