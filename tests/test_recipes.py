"""The README's recipes are true: a copy of the portal that follows them to the letter does what they say."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
LEFT = (".*", "var", "node_modules", "pictures", "*.pyc.*")  # not what another process is just compiling
BLOCK = re.compile(
    r"^```python\n# (\S+?)(?:, (after|before): (.+?)|, (at the end))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass
class Edit:
    """One code block of a recipe: its text, the file it goes into and where."""

    path: str
    where: str
    anchor: str
    text: str


def recipe(title):
    """The edits of one recipe, in order."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## Recipe: {title}\n", 1)[1].split("\n## ", 1)[0]
    edits = [Edit(path, where or end, anchor or "", text) for path, where, anchor, end, text in BLOCK.findall(section)]
    assert len(edits) == section.count("```python"), "a block does not say where it goes"
    return edits


def apply(edit, root):
    """Write the block where it says: a new file, the end of a file, or beside the one line with the anchor."""
    path = root / edit.path
    if not edit.where:
        assert not path.exists(), f"{edit.path} is there already"
        path.parent.mkdir(exist_ok=True)
        path.write_text(edit.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if edit.where == "at the end":
        lines.append(f"\n\n{edit.text}")
    else:
        (place,) = [number for number, line in enumerate(lines) if edit.anchor in line]
        lines.insert(place + (edit.where == "after"), edit.text)
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def copy(tmp_path):
    """A throw-away copy of the portal with a database of its own, made from the migrated one."""
    root = tmp_path / "portal"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*LEFT))
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    database = f"recipe_{os.getpid()}"
    template = os.environ.get("TEST_DB_TEMPLATE")
    address = os.environ["DATABASE_URL"]
    run_sql(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{template}"' if template else ""))
    yield root, {**os.environ, "DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{database}"))}
    run_sql(f'DROP DATABASE "{database}" WITH (FORCE)')


def run_sql(statement):
    """One statement outside any transaction, on the server of the tests."""
    database = settings.DATABASES["default"]
    link = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname="postgres",
    )
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            cursor.execute(statement)
    finally:
        link.close()


def run(copy, *command):
    root, environment = copy
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"},
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-5000:]}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "asked", "migration"),
    [("add a step", "step", None), ("add a workflow", "workflow", ("governance", "-n", "key_loans"))],
)
def test_a_recipe_does_what_it_says(copy, title, asked, migration):
    edits = recipe(title)
    for edit in edits:
        apply(edit, copy[0])
    elsewhere = {edit.path for edit in edits if edit.where}
    if migration:
        assert elsewhere == {"governance/apps.py"}, "one new folder and one line elsewhere"
        assert len({str(Path(edit.path).parent) for edit in edits if not edit.where}) == 1
        run(copy, "manage.py", "makemigrations", *migration)
    else:
        assert elsewhere == {edit.path for edit in edits}, "a step makes no file"
        assert "No changes detected" in run(copy, "manage.py", "makemigrations", "--check", "--dry-run")
    run(copy, "-m", "ruff", "check", *sorted({edit.path for edit in edits}), "--config", str(ROOT / "pyproject.toml"))
    run(copy, "-m", f"tests.recipes.{asked}")
