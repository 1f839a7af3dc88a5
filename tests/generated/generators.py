"""Run the generators on the description as it is served."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from governance.kernel.api.description import described, written
from portal.provide import node

HERE = Path(__file__).parent
PACKAGES = Path(settings.BASE_DIR, "node_modules")


def run(*command, folder, **environment):
    """What a program writes; the test fails with its words when it fails."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def typescript(folder):
    """Types of the whole description, and the client that is written over them, checked and compiled."""
    (folder / "schema.json").write_bytes(written())
    for name in ("client.ts", "tsconfig.json"):
        shutil.copy(HERE / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(PACKAGES)
    run(node(), PACKAGES / "openapi-typescript/bin/cli.js", "schema.json", "-o", "api.ts", folder=folder)
    run(node(), PACKAGES / "typescript/bin/tsc", "--project", ".", folder=folder)
    return folder / "client.js"


def python(folder, *resources):
    """A package `portal_client` for some resources and what belongs to none, importable from the folder."""
    document = described()
    prefixes = [f"/api/v1/{resource}/" for resource in resources]
    document["paths"] = {
        path: methods
        for path, methods in document["paths"].items()
        if path.count("/") == 4 or any(path.startswith(prefix) for prefix in prefixes)
    }
    (folder / "schema.json").write_text(json.dumps(document, default=str))
    (folder / "config.json").write_text(json.dumps({"post_hooks": [], "literal_enums": True}))
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    files = ["--path", "schema.json", "--config", "config.json", "--output-path", "portal_client"]
    run(*generator, *files, folder=folder)
