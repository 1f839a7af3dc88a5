"""The kinds of files that rows carry, each declared once by its concept with who may read it.

    LETTER = file_kind("governance.deliberation", "mandate", "委托书和身份证件", readers=over(CALL, REVIEW))

Page, lists, papers and API ask `may_read`, and nothing else decides.  A file of
a kind that nothing declares is read by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

KINDS = {}  # (label of the model, name) -> FileKind, of all concepts
EVIDENCE = "evidence"  # the kind that carries the papers of facts entered late


@dataclass(frozen=True)
class Readers:
    """Who of those who see a row may read its files of one kind.

    may_read    -- (row, user) -> bool
    permissions -- one of which must be held over the row; () where something else decides
    words       -- for people, where no permissions say it
    method      -- of the row, which decides; "" where none does
    """

    may_read: Callable
    permissions: tuple = ()
    words: str = ""
    method: str = ""


WITH_ROW = Readers(lambda row, user: True, words="看得到这条记录的人")


def over(*permissions):
    """Whoever holds one of these permissions over the row."""
    return Readers(
        lambda row, user: any(user.can(name, row) for name in permissions),
        permissions=permissions,
    )


def as_row_says(words):
    """Whom the row names: its model has `shows_private_to(user)`."""
    return Readers(
        lambda row, user: row.shows_private_to(user),
        words=words,
        method="shows_private_to",
    )


@dataclass(frozen=True)
class FileKind:
    """table -- label of the model of its rows, in lower case; name -- as stored; words -- for people."""

    table: str
    name: str
    words: str
    readers: Readers


def file_kind(of, name, words, *, readers):
    """Declare a kind of files and return it.

    of      -- the kind of its rows, as their workflow is called: "projects.micro_project"
    words   -- what such a file is, for people; its caption where a step gives none
    readers -- WITH_ROW, over(permissions …) or as_row_says(words)

    Raises ImproperlyConfigured when the kind is declared already.
    """
    kind = FileKind(of.replace("_", ""), name, words, readers)
    if (kind.table, name) in KINDS:
        raise ImproperlyConfigured(f"The kind of files {of} {name} is declared twice: keep one file_kind(…).")
    KINDS[kind.table, name] = kind
    return kind


def declared(row, kind):
    """The same kind, which must be declared for rows of this model.  Raises ImproperlyConfigured."""
    table = row._meta.label_lower
    if KINDS.get((table, getattr(kind, "name", None))) is not kind:
        raise ImproperlyConfigured(
            f"Nothing declares the kind of files {kind!r} for {table}: add file_kind(…) with its readers to the "
            f"concept's attachments.py and pass what it returns."
        )
    return kind


def evidence_of(row):
    """The kind that carries the papers of facts entered late about this row; `check` refuses a form without it."""
    return KINDS[row._meta.label_lower, EVIDENCE]


def may_read(user, row, name):
    """Whether somebody who sees the row may read its files of a kind, given by its stored name."""
    kind = KINDS.get((row._meta.label_lower, name))
    return kind is not None and bool(kind.readers.may_read(row, user))
