"""manage.py import_roster FILE.xlsx [--dry-run] [--by USER]: people and posts from a workbook, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from governance.kernel.papers import imports, workbooks
from governance.kernel.steps.errors import BusinessError
from governance.people.actions.roster import ROSTER
from governance.people.models.accounts import User


class Command(BaseCommand):
    help = "Import a roster; a wrong sheet is refused and a marked copy is written beside it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument("--by", default="office", help="account in whose name and scope the rows are written")

    def handle(self, *, file, dry_run, by, **options):
        actor = User.objects.filter(username=by).select_related("person").first()
        if actor is None:
            raise CommandError(f"没有账号 {by}，请用 --by 指定一个有登记权限的账号")
        try:
            with file.open("rb") as source:
                reading, created, updated = imports.import_rows(ROSTER, source, actor=actor, dry_run=dry_run)
                if not reading.is_good:
                    marked = file.with_name(f"{file.stem}_错误标注.xlsx")
                    marked.write_bytes(workbooks.marked_copy(ROSTER, reading))
                    raise CommandError(f"{reading.summary()}：{marked}")
        except OSError as error:
            raise CommandError(f"打不开文件 {file}：{error.strerror}") from error
        except BusinessError as refusal:
            raise CommandError(refusal.message) from refusal
        done = "检查通过，将" if dry_run else "已导入："
        self.stdout.write(f"{done}新增 {created} 行，更新 {updated} 行")
