#!/usr/bin/env python
"""Django's command line for the portal.

In a bare clone it makes .venv, and serves a developer's commands with the
demo's own settings and servers (portal/develop.py).
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def use_environment():
    """Continue in .venv when this interpreter has no Django; .venv is made when it is missing."""
    python = ROOT / ".venv/bin/python"
    if find_spec("django") is not None:
        return
    if Path(sys.prefix) == ROOT / ".venv" or not python.exists():
        command = ["sh", "-c", ". script/prepare", "script/prepare", "requirements-dev.txt"]
        if subprocess.run(command, cwd=ROOT).returncode:
            sys.exit("The packages could not be installed; the reason is above.")
    os.execv(python, [str(python), *sys.argv])


def main():
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, InterfaceError

    from portal.children import CannotStart
    from portal.database import OWNERS_COMMANDS, act_as_owner
    from portal.database_faults import fault
    from portal.develop import provided

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("STATEMENT_TIMEOUT", "0")  # migrating and loading may take their time
    if OWNERS_COMMANDS & set(sys.argv[1:2]):
        act_as_owner()
    try:
        with provided(sys.argv):
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as problem:
        sys.exit(str(problem))
    except (DatabaseError, InterfaceError) as problem:
        if not (said := fault(problem)):
            raise
        sys.exit(said)


if __name__ == "__main__":
    use_environment()
    main()
