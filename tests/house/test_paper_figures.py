"""A paper that is signed says on what each of its periods and figures rests: the law, or the district's own custom."""

import re

import pytest
from django.conf import settings

BARE = re.compile(r"rules\.value\(|rules\.get\([^()]*\)\.value\b")  # a figure whose rule is out of sight


def papers():
    return [
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in ("governance", "projects", "disputes", "funds")
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if ("papers" in path.parts or path.stem == "papers") and "kernel" not in path.parts
    ]


@pytest.mark.parametrize("path", papers())
def test_a_paper_reads_no_figure_without_its_basis(path):
    found = BARE.search((settings.BASE_DIR / path).read_text(encoding="utf-8"))
    assert found is None, f"{path}: {found[0]} reads a figure; take the rule and name its basis (formats.with_basis)"


def test_the_papers_are_found():
    assert len(papers()) >= 8
