"""manage.py createadmin: the first two administrators of an empty portal, two different people."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from governance import roles
from governance.areas.models import Area
from governance.kernel.steps import validators
from governance.kernel.steps.errors import BusinessError
from governance.people.actions.accounts import LINK
from governance.people.actions.founding import found_administrators

ROLES = {"sysadmin": "sys_admin", "secadmin": "sec_admin"}  # account: its role
ASKED = (
    ("name", "姓名", validators.person_name),
    ("phone", "手机号", validators.mobile),
    ("id_number", "身份证号", validators.id_number),
)
FORM = "、".join(label for _, label, _ in ASKED)


class Command(BaseCommand):
    help = "Open the accounts sysadmin and secadmin; they open all others and give them their posts."

    def add_arguments(self, parser):
        for username, role in ROLES.items():
            parser.add_argument(
                f"--{username}",
                metavar="姓名,手机号,身份证号",
                help=f"who is {roles.label(role)}, separated by commas; asked when missing",
            )

    def handle(self, **options):
        district = Area.objects.filter(parent=None).first()
        if district is None:
            raise CommandError("还没有区划：请先运行 manage.py load_areas 区划文件.csv，再创建管理员")
        try:
            people = [
                {"username": username, "role": role, **self.person(role, options[username])}
                for username, role in ROLES.items()
            ]
            made = found_administrators(district, people)
        except BusinessError as refusal:
            raise CommandError(refusal.message) from refusal
        for user in made:
            self.stdout.write(f"{user.username}（{user.person.name}，{user.role_label}）{LINK}：{user.link}")
        self.stdout.write(
            "链接只显示这一次，请交给本人打开，凭身份证号设置密码。"
            "系统管理员开通账号，安全管理员授予岗位（包括审计管理员：没有第三位管理员，两位的密码都无法重置）。"
        )

    def person(self, role, given):
        """{name, phone, id_number} as given in one option, or asked one by one."""
        if given is None:
            values = [self.ask(f"{roles.label(role)}的{label}：") for _, label, _ in ASKED]
        else:
            values = [part.strip() for part in given.replace("，", ",").split(",")]
        if len(values) != len(ASKED):
            raise CommandError(f"{roles.label(role)}：请依次写明{FORM}，用逗号隔开")
        checked = {}
        for (name, label, check), value in zip(ASKED, values, strict=True):
            try:
                checked[name] = check(value)
            except ValidationError as error:
                raise CommandError(f"{label}有误：{'；'.join(error.messages)}") from error
        return checked

    def ask(self, question):
        try:
            return input(question).strip()
        except EOFError:
            raise CommandError(f"请用 --sysadmin 和 --secadmin 写明两位管理员的{FORM}，用逗号隔开") from None
