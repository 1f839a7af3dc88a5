"""The whole matrix role × permission as a Markdown table, for docs/domain.md §2.16b."""

from django.core.management.base import BaseCommand

from governance.kernel.steps.permissions import PERMISSIONS
from governance.roles import LABELS

HELD = "●"


def matrix():
    """The table: one line for each permission with its words, one column for each role."""
    names = list(LABELS)
    lines = [
        ["权限", "说明", *(f"{LABELS[name]}<br>`{name}`" for name in names)],
        ["---", "---", *([":-:"] * len(names))],
    ]
    for permission in sorted(PERMISSIONS.values(), key=lambda declared: declared.name):
        held = [HELD if name in permission.held_by else "" for name in names]
        lines.append([f"`{permission.name}`", permission.words, *held])
    return "\n".join(f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in line)}|" for line in lines)


class Command(BaseCommand):
    help = "Prints which role holds which permission, as the table of docs/domain.md §2.16b."
    requires_system_checks = ()  # it is asked for to see what check refuses

    def handle(self, **options):
        self.stdout.write(matrix())
