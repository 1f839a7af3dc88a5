"""manage.py restore DIR [--force]: database and files from a backup, verified before and after."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from governance.kernel.upkeep import backups


class Command(BaseCommand):
    help = "Put a backup in the place of an empty database; stop the portal first."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--force", action="store_true", help="overwrite a database that holds data")

    def handle(self, *, folder, force, **options):
        try:
            manifest = backups.load(folder, force=force)
        except (backups.BackupError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        except (OperationalError, InterfaceError) as problem:
            raise CommandError(backups.NO_DATABASE) from problem
        rows, files = sum(manifest["rows"].values()), len(manifest["files"]) - 1
        self.stdout.write(f"已从 {manifest['made_at'][:16]} 的备份恢复 {rows} 行数据、{files} 个文件，与清单一致。")
        if manifest["aside"]:
            self.stdout.write(f"原有文件移到 {manifest['aside']}。")
        for sentence in manifest["accepted"]:
            self.stdout.write(f"accepted: {sentence}")
        if accepted := len(manifest["accepted"]):
            kept = "已连同操作人写入签名记录，核验时照常列出；请逐项查明。"
            self.stdout.write(f"备份中以上 {accepted} 项与签名不符，{kept}")
        # What this edition brings and an older backup lacks: tables, and rules that its work needs.
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_rules", verbosity=0)
        self.stdout.write("数据库变更和规则表已补齐。接着请运行 manage.py verify。")
