"""Load a district's divisions from a statistical file: all lines, or none and the errors of every line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from governance.areas import divisions
from governance.areas.actions.divisions import load_divisions
from governance.kernel.steps import validators


class Command(BaseCommand):
    help = "Load the area tree of a district (CSV: code12,name,level,kind,parent_code,parent_name,source)."

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV file in UTF-8 or GB18030")
        parser.add_argument("--date", help="day on which changed names take effect (default: today)")

    def handle(self, file, date=None, **options):
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件 {file}：{error.strerror}") from error
        try:
            day = validators.day(date, future=False) if date else None
        except validators.ValidationError as error:
            raise CommandError(f"--date：{error.message}") from error
        reading = divisions.read_file(content)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_areas'))")
            known = divisions.compare_with_register(reading)
            if reading.errors:
                for line, sentence in reading.errors:
                    self.stderr.write(f"第 {line} 行：{sentence}")
                raise CommandError(f"文件有 {len(reading.errors)} 处问题，没有装入任何内容，请改正后重新装入。")
            counts = load_divisions(reading.divisions, known, on=day)
        if options["verbosity"]:
            self.stdout.write(
                f"已装入：新增 {counts['created']} 个，更名 {counts['renamed']} 个，未变 {counts['unchanged']} 个。"
            )
