"""The server of the tests, set up once: its cluster with every migration, packed under var/ for later runs."""

import ast
import hashlib
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from portal.children import CannotStart
from portal.embedded import Postgres
from portal.provide import ROOT, demo_settings, report

KEPT = ROOT / "var" / "tests"
MIGRATIONS = "*/migrations/*.py"


def fingerprint(user):
    """What the packed cluster depends on: migrations, modules they name, what follows them, packages, its owner.

    user -- the account the server runs as, whom the packed files belong to
    """
    migrations = sorted(ROOT.glob(MIGRATIONS))
    files = {*migrations, *ROOT.glob("requirements*.txt"), ROOT / "constraints.txt"}
    files |= {ROOT / "portal" / f"{name}.py" for name in ("database", "embedded", "prepared", "settings")}
    files |= {ROOT / "governance" / "kernel" / "upkeep" / f"{name}.py" for name in ("guards", "living")}
    for path in migrations:
        files |= named_modules(path)
    digest = hashlib.sha256(f"{user.pw_uid} {sys.version_info[:2]}".encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def named_modules(path):
    """Modules of this checkout that a module imports by their full names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = [ROOT.joinpath(*name.split(".")) for name in names]
    candidates = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return {file for file in candidates if file.is_file()}


def lay_out(var):
    """Put a migrated cluster into `var`, where a throw-away Postgres will find it."""
    server = Postgres(var, throwaway=True)
    archive = KEPT / f"cluster-{fingerprint(server.user)}.tar"
    try:
        packed = tarfile.open(archive)  # noqa: SIM115 (an archive another run replaces meanwhile is read to its end)
    except FileNotFoundError:
        set_up(server, var)
        pack(server, archive)
        return
    server.own_folder(server.data)
    with packed:
        packed.extraction_filter = lambda member, path: member  # our own archive; Python 3.11.2 knows no named filter
        packed.extractall(server.data)


def set_up(server, var):
    """Make the cluster and run the migrations in its database."""
    report("Preparing the tests' database (once for these migrations) …")
    server.stop_signal = signal.SIGINT  # everything is written out
    server.launch()
    try:
        server.wait_until_it_answers()
        environment = os.environ | server.create_database() | {"VAR": str(var)} | demo_settings(var, "testserver")
        # The tests ask the checks themselves, so that what they refuse is one failure among others.
        command = [sys.executable, ROOT / "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        if subprocess.run(command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
            raise CannotStart("The migrations of the tests' database failed; the reason is above.")
    finally:
        server.ask_to_stop()
        server.see_it_end()


def pack(server, archive):
    """Keep the stopped cluster for later runs, in place of those that earlier migrations made."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file, unfinished = tempfile.mkstemp(dir=KEPT)
    try:
        with open(file, "wb") as output, tarfile.open(fileobj=output, mode="w") as packed:
            packed.add(server.data, arcname=".")
        for outdated in KEPT.glob("cluster-*.tar"):
            outdated.unlink(missing_ok=True)
        Path(unfinished).rename(archive)
    finally:
        Path(unfinished).unlink(missing_ok=True)  # there only when we were interrupted
