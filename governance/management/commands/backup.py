"""manage.py backup DIR: database and files into an empty folder, with checksums and a signature.

Status 1 also where files are missing that rows speak of: the backup is there, and lacks them.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from governance.kernel.models.upkeep import Task
from governance.kernel.upkeep import backups, runs


class Command(BaseCommand):
    help = "Write database and uploaded files into an empty folder, with a manifest of checksums and row counts."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        with runs.kept(Task.BACKUP) as ending:
            try:
                manifest = backups.save(folder)
            except (backups.BackupError, OSError) as problem:
                ending.tell(False, f"没有备份：{problem}")
                raise CommandError(f"没有备份：{problem}") from problem
            ending.tell(not manifest["missing"], outcome(manifest))
        self.stdout.write(f"已备份 {sizes(manifest)}到 {folder}。密钥（FIELD_KEY、SECRET_KEY）不在其中，请另行保管。")
        if missing := manifest["missing"]:
            for path in missing:
                self.stderr.write(f"缺少文件：{path}")
            raise CommandError(
                f"备份已写好，但有 {len(missing)} 个文件在备份前就已不在磁盘上，请从更早的备份恢复它们。"
            )


def sizes(manifest):
    rows, files = sum(manifest["rows"].values()), len(manifest["files"]) - 1
    return f"{rows} 行数据、{files} 个文件"


def outcome(manifest):
    """How it ended, for the row of this run."""
    return sizes(manifest) + (f"，缺少 {len(manifest['missing'])} 个文件" if manifest["missing"] else "")
