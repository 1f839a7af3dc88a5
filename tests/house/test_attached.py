"""A file of no declared kind, and a kind that says of nobody that they may read it, stop `manage.py check`."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from governance.kernel.papers import file_kinds
from governance.kernel.papers.file_kinds import KINDS, WITH_ROW, FileKind, Readers, as_row_says, over
from governance.kernel.steps.permissions import PERMISSIONS
from governance.kernel.steps.workflow import REGISTRY
from governance.kernel.upkeep.house.attached import (
    evidence_has_readers,
    files_have_kinds,
    givers_read_their_files,
    kinds_have_readers,
)
from governance.kernel.upkeep.house.tree import Tree


def only(found, *words):
    """The one sentence found, which holds these words."""
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('files.attach(row, upload, kind="letter", actor=actor)', 'the kind "letter"'),
        ('files.attach_all(row, uploads, kind=f"letter {number}", actor=actor)', "the kind"),
        ("files.attach_all(row, uploads, kind=LETTER, actor=actor)", 'the kind "letter"'),
        ("files.attach_all(row, uploads, actor=actor)", "no kind"),
    ],
)
def test_a_file_of_no_declared_kind(tmp_path, line, said):
    place = tmp_path / "projects" / "visits"
    place.mkdir(parents=True)
    (tmp_path / "projects" / "apps.py").write_text('class Rooms:\n    concepts = ("visits",)\n')
    head = 'from governance.kernel.papers import files\n\nLETTER = "letter"\n\n\ndef keep(row, actor):\n    '
    (place / "actions.py").write_text(f"{head}{line}\n")
    only(
        files_have_kinds(Tree(tmp_path)),
        "projects/visits/actions.py:7 keeps a file of",
        said,
        "projects/visits/attachments.py",
        "file_kind(",
    )


def kinds(**changes):
    made = FileKind(**{"table": "projects.visit", "name": "letter", "words": "信函", "readers": WITH_ROW, **changes})
    return {(made.table, made.name): made}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"table": "projects.vist"}, "is of no model"),
        ({"readers": over()}, "says of nobody that they may read it"),
        ({"readers": over("projects.vist")}, 'holders of "projects.vist", which nothing declares'),
        ({"table": "governance.area", "readers": as_row_says("本人")}, "add shows_private_to(user) to Area"),
        ({"table": "governance.workday", "readers": over("governance.view")}, "its rows have no area"),
    ],
)
def test_a_kind_that_does_not_say_who_reads_it(changes, words):
    only(kinds_have_readers(kinds(**changes), PERMISSIONS), words)


def test_papers_of_late_facts_without_readers():
    left = {key: kind for key, kind in KINDS.items() if key != ("governance.appointment", "evidence")}
    found = evidence_has_readers(REGISTRY, left)
    assert found
    assert all('file_kind("governance.appointment", "evidence"' in sentence for sentence in found)


def test_files_that_their_giver_may_not_open_again():
    key = ("governance.appointment", "evidence")
    narrow = KINDS | {key: replace(KINDS[key], readers=over("governance.appoint"))}
    found = givers_read_their_files(REGISTRY, narrow)
    only(found, 'The step governance.appointment.revoke keeps files of the kind "evidence"')
    assert givers_read_their_files(REGISTRY, KINDS) == []


def test_a_kind_declared_twice():
    with pytest.raises(ImproperlyConfigured, match="declared twice"):
        file_kinds.file_kind("projects.visit", "visit", "照片", readers=WITH_ROW)


def test_check_stops_with_the_sentence(monkeypatch):
    nobody = FileKind("projects.visit", "letter", "信函", Readers(lambda row, user: True))
    monkeypatch.setitem(KINDS, (nobody.table, nobody.name), nobody)
    with pytest.raises(SystemCheckError, match=r'"letter" of projects\.visit says of nobody'):
        call_command("check")
