"""What happens to an account: opened, changed, stopped, reopened, its password reset."""

from django.apps import apps

from governance import roles
from governance.kernel.steps.guards import hands, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.workflow import Step, Workflow

APPOINT = permission(
    "governance.appoint", "登记任职", held_by=("district_office", "street_admin", "community_secretary")
)
GRANT_RIGHTS = permission("governance.rights", "授予和收回岗位", held_by=("sec_admin",))
KEEP_ACCOUNTS = permission("governance.accounts", "维护账号", held_by=("sys_admin",))
LIST_ACCOUNTS = permission("governance.account_list", "查看账号", held_by=("sys_admin", "sec_admin"))

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

ACTIVE, ENDED = "active", "ended"
KNOWN = "known"


@others("by_security_administrator")
def only_registry_post(post, actor):
    """Posts that carry system rights are handed out by the security administrator only."""
    if actor and post.role and post.role not in roles.APPOINTABLE["governance.appoint"]:
        return f"“{roles.label(post.role)}”带有系统权限，由安全管理员授予和收回"
    return ""


@hands("own_post")
def not_for_oneself(post, actor):
    return "不能给自己授予或收回岗位，请由另一位安全管理员办理" if actor and post.person_id == actor.person_id else ""


@hands("one_administrator_only")
def keeps_administrators_apart(post, actor):
    """系统、安全、审计 are three people, and none of them does business (domain.md §7, 三员)."""
    if actor is None or not post.person_id:
        return ""
    held = apps.get_model("governance", "Appointment").objects.in_office().filter(person=post.person_id)
    for role in held.exclude(pk=post.pk).exclude(role=post.role).values_list("role", flat=True):
        if role in roles.ADMINISTRATORS or post.role in roles.ADMINISTRATORS:
            return f"此人已任{roles.label(role)}，系统、安全、审计管理员须由不同的人专任，不兼其他岗位"
    return ""


POST = Workflow(
    "governance.appointment",
    Step(
        "appoint",
        "登记任职",
        (),
        ACTIVE,
        "governance.appoint",
        (only_registry_post, keeps_administrators_apart),
        creates=True,
        tone="primary",
        icon="person-plus",
    ),
    Step(
        "grant",
        "授予岗位",
        (),
        ACTIVE,
        "governance.rights",
        (not_for_oneself, keeps_administrators_apart),
        creates=True,
        icon="shield-plus",
    ),
    Step("amend", "修改任职", (ACTIVE,), ACTIVE, "governance.appoint", (only_registry_post,), icon="pencil"),
    Step(
        "end",
        "办理离任",
        (ACTIVE,),
        ENDED,
        "governance.appoint",
        (only_registry_post,),
        tone="refuse",
        icon="person-dash",
    ),
    Step(
        "revoke", "收回岗位", (ACTIVE,), ENDED, "governance.rights", (not_for_oneself,), tone="refuse", icon="shield-x"
    ),
    Step("expire", "任期届满", (ACTIVE,), ENDED, "clock"),
)
