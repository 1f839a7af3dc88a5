"""Who may do and read what, as Markdown tables for docs/domain.md: permissions (§2.16b), kinds of files (§2.16c)."""

from django.apps import apps
from django.core.management.base import BaseCommand

from governance.kernel.papers.file_kinds import KINDS
from governance.kernel.steps.permissions import PERMISSIONS
from governance.people.workflow.posts import POSTS
from governance.roles import LABELS

HELD = "●"


def matrix():
    """The table: one line for each permission with its words, one column for each role and where it may be held."""
    names = list(LABELS)
    lines = [
        ["权限", "说明", *(f"{LABELS[name]}<br>`{name}`<br>{POSTS.where(name)}" for name in names)],
        ["---", "---", *([":-:"] * len(names))],
    ]
    for permission in sorted(PERMISSIONS.values(), key=lambda declared: declared.name):
        held = [HELD if name in permission.held_by else "" for name in names]
        lines.append([f"`{permission.name}`", permission.words, *held])
    return table(lines)


def kinds_of_files():
    """The table of files: one line for each kind with who of those who see its row may read it."""
    lines = [["记录", "种类", "材料", "谁可以打开、下载"], ["---"] * 4]
    for kind in sorted(KINDS.values(), key=lambda kind: (kind.table, kind.name)):
        row = apps.get_model(kind.table)._meta.verbose_name
        held = "、".join(f"`{name}`" for name in kind.readers.permissions)
        readers = f"在该区域持有 {held}" if held else kind.readers.words
        lines.append([f"{row}<br>`{kind.table}`", f"`{kind.name}`", kind.words, readers])
    return table(lines)


def table(lines):
    return "\n".join(f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in line)}|" for line in lines)


class Command(BaseCommand):
    help = "Prints which role holds which permission, or with --files who may read which files, for docs/domain.md."
    requires_system_checks = ()  # it is asked for to see what check refuses

    def add_arguments(self, parser):
        parser.add_argument("--files", action="store_true", help="the kinds of files and their readers (§2.16c)")

    def handle(self, *, files, **options):
        self.stdout.write(kinds_of_files() if files else matrix())
