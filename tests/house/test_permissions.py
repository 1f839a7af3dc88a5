"""The table of rights in the rule book is the one that the code declares."""

import io

from django.conf import settings
from django.core.management import call_command

from governance.kernel.steps.permissions import PERMISSIONS
from governance.roles import LABELS


def printed():
    out = io.StringIO()
    call_command("permissions", stdout=out)
    return out.getvalue().strip()


def test_the_rule_book_has_the_table_that_the_command_prints():
    book = (settings.BASE_DIR / "docs/domain.md").read_text()
    section = book.partition("### 2.16b ")[2].partition("\n### ")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert table == printed(), "put what manage.py permissions prints under 2.16b of docs/domain.md"


def test_each_permission_and_each_role_is_in_it():
    head, _, *lines = printed().splitlines()
    assert len(lines) == len(PERMISSIONS) > 40
    for role, label in LABELS.items():
        assert f"{label}<br>`{role}`" in head
    for line in lines:
        name, words, *held = [cell.strip() for cell in line.strip("|").split("|")]
        declared = PERMISSIONS[name.strip("`")]
        assert words == declared.words
        assert {role for role, mark in zip(LABELS, held, strict=True) if mark} == set(declared.held_by)
