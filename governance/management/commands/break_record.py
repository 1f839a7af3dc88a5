"""manage.py break_record REASON: let the chain of the record go on where the file outside was lost, signed."""

from django.core.management.base import BaseCommand, CommandError

from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import require_words
from governance.kernel.upkeep import chain


class Command(BaseCommand):
    help = "Sign a break in the chain of the record: the file outside was lost, or begins on another disk."

    def add_arguments(self, parser):
        parser.add_argument("reason")

    def handle(self, *, reason, **options):
        try:
            reason = require_words(reason, "请用文字写明中断的原因")
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        block = chain.add_break(reason)
        self.stdout.write(f"已在第 {block.number} 块记下中断原因；此前的外部文件不再与数据库核对。")
