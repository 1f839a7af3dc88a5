"""manage.py sign_guards: what guards the database now is right, after a role or a server was changed on purpose."""

from django.core.management.base import BaseCommand

from governance.kernel.upkeep import guards


class Command(BaseCommand):
    help = "Show how functions, triggers, constraints and mighty roles differ from those last signed, and sign them."

    def handle(self, **options):
        for sentence in guards.faults():
            self.stdout.write(sentence)
        guards.keep()
        self.stdout.write("已按数据库现状重新签名；以上各项今后不再列出。")
