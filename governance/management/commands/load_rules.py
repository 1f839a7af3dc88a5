"""Load the catalogue of rules: periods, majorities, settings; rows that are there already stay as they are."""

from django.core.management.base import BaseCommand

from governance.kernel.clock import rules


class Command(BaseCommand):
    help = "Add the rules of the catalogue that the rule table lacks; run after every update."

    def handle(self, **options):
        added, kept = rules.load_rules()
        if options["verbosity"]:
            self.stdout.write(f"规则表：新增 {len(added)} 条，保留 {len(kept)} 条。")
