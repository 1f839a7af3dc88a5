"""manage.py acknowledge_rows REASON [TABLE:KEY …]: sign that it is known which rows were written past the portal."""

from django.core.management.base import BaseCommand, CommandError

from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import require_words
from governance.kernel.upkeep import chain, living, proof


class Command(BaseCommand):
    help = "Signs for rows that were written past the portal: verify names them as acknowledged, no longer as off."

    def add_arguments(self, parser):
        parser.add_argument("reason")
        parser.add_argument("rows", nargs="*", help="TABLE:KEY of each; without any, all that verify names now")

    def handle(self, *, reason, rows, **options):
        try:
            reason = require_words(reason, "请用文字写明认可的原因")
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        chain.chain_record()
        named = living.past_the_portal(proof.contents)
        if rows:
            named = chosen(named, rows)
        if not named:
            raise CommandError("没有绕过平台写入的行，无须认可")
        block = chain.acknowledge(reason, named)
        for table, keys in sorted(named.items()):
            self.stdout.write(f"acknowledged: {table} {', '.join(keys)}")
        self.stdout.write(f"已在第 {block.number} 块签名认可以上各行；核验照常列出本次认可，不再算作问题。")


def chosen(named, rows):
    """{table: keys} of what was asked for; raises CommandError for a row that nobody wrote past the portal."""
    found = {}
    for row in rows:
        table, _, key = row.partition(":")
        if key not in named.get(table, ()):
            raise CommandError(f"{row} 没有绕过平台写入的记录，没有认可任何一行")
        found.setdefault(table, []).append(key)
    return found
