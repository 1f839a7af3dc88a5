"""manage.py sign_guards: what guards the database now is right, after a role or a server was changed on purpose."""

from django.core.management.base import BaseCommand

from governance.kernel.upkeep import guards


class Command(BaseCommand):
    help = "Show how functions, triggers, constraints and mighty roles differ from those last signed, and sign them."

    def handle(self, **options):
        found = guards.differences()
        for sentence in found:
            self.stdout.write(f"accepted: {sentence}")
        guards.keep(accepted=found)
        self.stdout.write(
            f"已按数据库现状重新签名，认可以上 {len(found)} 项；各项连同签名人写入签名记录，核验时只作说明列出。"
        )
