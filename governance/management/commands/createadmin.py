"""manage.py createadmin: the first two administrators of an empty portal, two different people."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from governance import roles
from governance.areas.models import Area
from governance.kernel.steps import validators
from governance.kernel.steps.errors import BusinessError
from governance.people.actions.accounts import found_administrators

ROLES = {"sysadmin": "sys_admin", "secadmin": "sec_admin"}  # account: its role


class Command(BaseCommand):
    help = "Open the accounts sysadmin and secadmin; they open all others and give them their posts."

    def add_arguments(self, parser):
        for username, role in ROLES.items():
            parser.add_argument(f"--{username}", metavar="姓名", help=f"who is {roles.label(role)}; asked when missing")

    def handle(self, **options):
        district = Area.objects.filter(parent=None).first()
        if district is None:
            raise CommandError("还没有区划：请先运行 manage.py load_areas 区划文件.csv，再创建管理员")
        try:
            names = {username: options[username] or self.ask_name(role) for username, role in ROLES.items()}
            for name in names.values():
                validators.chinese_name(name)
            made = found_administrators(district, [(username, names[username], ROLES[username]) for username in ROLES])
        except BusinessError as refusal:
            raise CommandError(refusal.message) from refusal
        except ValidationError as error:
            raise CommandError(f"姓名有误：{'；'.join(error.messages)}") from error
        for user in made:
            self.stdout.write(
                f"{user.username}（{user.person.name}，{user.role_label}）初始密码：{user.initial_password}"
            )
        self.stdout.write(
            "密码只显示这一次，首次登录须修改。系统管理员开通账号，安全管理员授予岗位（包括审计管理员）。"
        )

    def ask_name(self, role):
        try:
            return input(f"{roles.label(role)}的姓名：").strip()
        except EOFError:
            raise CommandError("请用 --sysadmin 姓名 --secadmin 姓名 写明两位管理员") from None
