"""Colours are tokens, and nothing in the repository names what lies outside it."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
FOLDERS = ("governance", "projects", "disputes", "funds", "portal", "templates", "static", "script", "docs", "bench")


def test_colours_stand_in_the_tokens_only():
    sheets = [*ROOT.joinpath("static").rglob("*.css"), *ROOT.joinpath("templates").rglob("*.html")]
    assert len(sheets) > 50
    for path in sheets:
        if path.name != "tokens.css":
            text = re.sub(r"&#\w+;|href=\"[^\"]*\"|url\([^)]*\)", "", path.read_text())
            assert not re.search(r":\s*#[0-9a-fA-F]{3,8}\b", text), f"{path.relative_to(ROOT)} has its own colour"


def test_the_project_speaks_only_of_itself():
    """Nothing reads or names what lies outside the repository."""
    outside = re.compile(r"\.\./shared|/(?:root|home/\w+)/")
    for folder in FOLDERS:
        for path in ROOT.joinpath(folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ".html", ".css", ".js", ".md", ".csv", ""}:
                found = outside.search(path.read_text(errors="ignore"))
                assert not found, f"{path.relative_to(ROOT)}: {found.group(0)}"
