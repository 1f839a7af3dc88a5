"""What happens to an account: opened, changed, stopped, reopened, its password reset."""

from governance.kernel.workflow import Step, Workflow

ACTIVE, STOPPED = "active", "stopped"


def not_own_account(user, actor):
    return "不能停用或重置自己的账号，请由另一位管理员办理" if user.pk and actor and user.pk == actor.pk else ""


ACCOUNT = Workflow(
    "governance.user",
    Step(
        "open_account", "新建账号", (), ACTIVE, "governance.accounts", creates=True, tone="primary", icon="person-plus"
    ),
    Step("edit", "修改账号", (ACTIVE,), ACTIVE, "governance.accounts", icon="pencil"),
    Step("reset", "重置密码", (ACTIVE,), ACTIVE, "governance.accounts", (not_own_account,), icon="key"),
    Step(
        "stop",
        "停用账号",
        (ACTIVE,),
        STOPPED,
        "governance.accounts",
        (not_own_account,),
        tone="refuse",
        icon="person-x",
    ),
    Step("restart", "恢复账号", (STOPPED,), ACTIVE, "governance.accounts", tone="primary", icon="person-check"),
)
