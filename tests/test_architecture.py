"""The rules of the house, as tests: arrows point down, rows are written in actions, nothing reads around the door."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("governance", "projects", "disputes", "funds")
ROOMS = {  # room: rooms it may import
    "governance.kernel": set(),
    "governance": {"governance.kernel"},
    "projects": {"governance", "governance.kernel"},
    "disputes": {"governance", "governance.kernel"},
    "funds": {"governance", "governance.kernel"},
}
FLOORS = {  # inside an app: what stands below may not import what stands above
    "querysets": {"models", "actions", "views", "api", "forms", "tables", "tasks", "panels"},
    "models": {"actions", "views", "api", "forms", "tables", "tasks", "panels"},
    "workflow": {"models", "actions", "views", "api", "forms", "tables", "tasks", "panels"},
    "actions": {"views", "api", "forms", "tables", "panels"},
    "forms": {"views", "api", "actions", "tasks", "panels"},
    "tables": {"views", "api", "actions", "tasks", "panels", "forms"},
}
WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITERS = {"actions", "kernel", "commands", "migrations", "demo", "demo.py"}


def room_of(dotted):
    """ "governance.kernel.models.scopes" -> "governance.kernel"; None for libraries."""
    return next((room for room in ROOMS if dotted == room or dotted.startswith(room + ".")), None)


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def code():
    """[(path, dotted name, tree)] of every module of the four apps, migrations aside."""
    for app in APPS:
        for path in sorted(ROOT.joinpath(app).rglob("*.py")):
            if "migrations" not in path.parts:
                dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield path, dotted, ast.parse(path.read_text())


CODE = list(code())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    for path, dotted, tree in CODE:
        if room_of(dotted) == room:
            for name in imports(tree):
                there = room_of(name)
                assert there in {None, room} | ROOMS[room], f"{path} imports {name}"
                assert not name.startswith(("portal", "tests")), f"{path} imports {name}"


def test_inside_an_app_imports_point_down():
    for path, dotted, tree in CODE:
        app, *rest = dotted.split(".")
        if not rest or rest[0] == "kernel" or rest[0] not in FLOORS:
            continue
        for name in imports(tree):
            parts = (name or "").split(".")
            if parts[0] == app and len(parts) > 1:
                assert parts[1] not in FLOORS[rest[0]], f"{path} imports {name}"


def test_rows_are_written_in_actions_only():
    for path, _, tree in CODE:
        if WRITERS & {path.name, *path.parts}:
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            is_super = isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "super"
            assert node.func.attr not in WRITES or is_super, f"{path.relative_to(ROOT)}:{node.lineno} writes"


def test_actions_never_see_the_request():
    for path, dotted, tree in CODE:
        if ".actions" in dotted:
            names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
            assert "request" not in names, f"{path.relative_to(ROOT)} takes a request"


def test_time_comes_from_the_clock():
    """Tests move time in one place; nobody asks the machine for it."""
    for path, dotted, tree in CODE:
        if dotted == "governance.kernel.clock.clock":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("timezone.now", "timezone.localdate", "date.today", "datetime.now"), (
                    f"{path.relative_to(ROOT)}:{node.lineno} asks {called}"
                )


def test_the_kernel_knows_no_domain_words():
    words = re.compile(r"\b(micro_?project|mediation|donation|deliberation|conference|petition)\b", re.IGNORECASE)
    for path, dotted, tree in CODE:
        if not dotted.startswith("governance.kernel"):
            continue
        for node in ast.walk(tree):
            name = getattr(node, "id", None) or getattr(node, "name", None) or getattr(node, "attr", None)
            assert not (isinstance(name, str) and words.search(name)), f"{path.relative_to(ROOT)} names {name}"


def test_no_module_outgrows_its_room():
    for path, _, _ in CODE:
        assert len(path.read_text().splitlines()) <= 600, f"{path.relative_to(ROOT)} has outgrown one room"


def test_templates_have_no_inline_script_or_style():
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son\w+=|\sstyle=", re.IGNORECASE)
    for path in ROOT.joinpath("templates").rglob("*.html"):
        found = inline.search(path.read_text())
        assert not found, f"{path.relative_to(ROOT)}: {found.group(0)}"


def test_colours_stand_in_the_tokens_only():
    for path in [*ROOT.joinpath("static").rglob("*.css"), *ROOT.joinpath("templates").rglob("*.html")]:
        if path.name != "tokens.css":
            text = re.sub(r"&#\w+;|href=\"[^\"]*\"|url\([^)]*\)", "", path.read_text())
            assert not re.search(r":\s*#[0-9a-fA-F]{3,8}\b", text), f"{path.relative_to(ROOT)} has its own colour"


def test_the_project_speaks_only_of_itself():
    """Nothing reads or names what lies outside the repository."""
    outside = re.compile(r"\.\./shared|/(?:root|home/\w+)/")
    for folder in (*APPS, "portal", "templates", "static", "script", "docs", "bench"):
        for path in ROOT.joinpath(folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ".html", ".css", ".js", ".md", ".csv", ""}:
                found = outside.search(path.read_text(errors="ignore"))
                assert not found, f"{path.relative_to(ROOT)}: {found.group(0)}"
