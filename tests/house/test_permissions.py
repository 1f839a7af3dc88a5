"""The table of rights in the rule book is the one that the code declares."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from governance.kernel.papers.file_kinds import KINDS
from governance.kernel.steps.permissions import PERMISSIONS
from governance.people.workflow.posts import POSTS
from governance.roles import LABELS


def printed(*options):
    out = io.StringIO()
    call_command("permissions", *options, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize(("number", "options"), [("2.16b", ()), ("2.16c", ("--files",))])
def test_the_rule_book_has_the_table_that_the_command_prints(number, options):
    book = (settings.BASE_DIR / "docs/domain.md").read_text()
    section = book.partition(f"### {number} ")[2].partition("\n### ")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    command = " ".join(("manage.py permissions", *options))
    assert table == printed(*options), f"put what {command} prints under {number} of docs/domain.md"


def test_each_kind_of_file_is_in_its_table():
    _, _, *lines = printed("--files").splitlines()
    assert len(lines) == len(KINDS) > 25
    assert all(line.split(" | ")[-1].strip("| ") for line in lines)


def test_each_permission_and_each_role_is_in_it():
    head, _, *lines = printed().splitlines()
    assert len(lines) == len(PERMISSIONS) > 40
    for role, label in LABELS.items():
        assert f"{label}<br>`{role}`<br>{POSTS.where(role)}" in head
    for line in lines:
        name, words, *held = [cell.strip() for cell in line.strip("|").split("|")]
        declared = PERMISSIONS[name.strip("`")]
        assert words == declared.words
        assert {role for role, mark in zip(LABELS, held, strict=True) if mark} == set(declared.held_by)
