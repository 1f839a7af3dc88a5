"""What happens to an account and to a post.

An account is opened, changed, stopped, reopened, its password reset; a post is
given, amended, ended.
"""

from governance import roles
from governance.kernel.steps.guards import four_eyes, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

APPOINT = permission(
    "governance.appoint", "登记任职", held_by=("district_office", "street_admin", "community_secretary")
)
GRANT_RIGHTS = permission("governance.rights", "授予和收回岗位", held_by=("sec_admin",))
KEEP_ACCOUNTS = permission("governance.accounts", "维护账号", held_by=("sys_admin",))
LIST_ACCOUNTS = permission("governance.account_list", "查看账号", held_by=("sys_admin", "sec_admin"))

ACCOUNT_STATES = States(
    ENABLED := State("active", "启用", "ok", groups=("active",)),
    STOPPED := State("stopped", "停用", "", groups=("stopped",)),
)
POST_STATES = States(
    IN_OFFICE := State("active", "在任", "ok", groups=("active",)),
    LEFT := State("ended", "离任", "", groups=("ended",)),
)


# ------------------------------------------------------------ guards
def not_own_account(user, actor):
    return "不能停用或重置自己的账号，请由另一位管理员办理" if user.pk and actor and user.pk == actor.pk else ""


@others("by_security_administrator")
def only_registry_post(post, actor):
    """Posts that carry system rights are given by the security administrator only."""
    if actor and post.role and post.role not in roles.APPOINTABLE[APPOINT]:
        return f"“{roles.label(post.role)}”带有系统权限，由安全管理员授予和收回"
    return ""


@four_eyes("own_post")
def not_for_oneself(post, actor):
    return "不能给自己授予或收回岗位，请由另一位安全管理员办理" if actor and post.person_id == actor.person_id else ""


@four_eyes("one_administrator_only")
def keeps_administrators_apart(post, actor):
    """系统、安全、审计 are three people, and none of them does business (domain.md §7, 三员)."""
    if actor is None or not post.person_id:
        return ""
    held = type(post).objects.in_office().filter(person=post.person_id)
    for role in held.exclude(pk=post.pk).exclude(role=post.role).values_list("role", flat=True):
        if role in roles.ADMINISTRATORS or post.role in roles.ADMINISTRATORS:
            return f"此人已任{roles.label(role)}，系统、安全、审计管理员须由不同的人专任，不兼其他岗位"
    return ""


ACCOUNT = Workflow(
    "governance.user",
    Step("open_account", "新建账号", (), ENABLED, KEEP_ACCOUNTS, creates=True, tone="primary", icon="person-plus"),
    Step("edit", "修改账号", (ENABLED,), ENABLED, KEEP_ACCOUNTS, icon="pencil"),
    Step("reset", "重置密码", (ENABLED,), ENABLED, KEEP_ACCOUNTS, (not_own_account,), icon="key"),
    Step("stop", "停用账号", (ENABLED,), STOPPED, KEEP_ACCOUNTS, (not_own_account,), tone="refuse", icon="person-x"),
    Step("restart", "恢复账号", (STOPPED,), ENABLED, KEEP_ACCOUNTS, tone="primary", icon="person-check"),
    states=ACCOUNT_STATES,
)

POST = Workflow(
    "governance.appointment",
    Step(
        "appoint",
        "登记任职",
        (),
        IN_OFFICE,
        APPOINT,
        (only_registry_post, keeps_administrators_apart),
        creates=True,
        tone="primary",
        icon="person-plus",
    ),
    Step(
        "grant",
        "授予岗位",
        (),
        IN_OFFICE,
        GRANT_RIGHTS,
        (not_for_oneself, keeps_administrators_apart),
        creates=True,
        icon="shield-plus",
    ),
    Step("amend", "修改任职", (IN_OFFICE,), IN_OFFICE, APPOINT, (only_registry_post,), icon="pencil"),
    Step("end", "办理离任", (IN_OFFICE,), LEFT, APPOINT, (only_registry_post,), tone="refuse", icon="person-dash"),
    Step("revoke", "收回岗位", (IN_OFFICE,), LEFT, GRANT_RIGHTS, (not_for_oneself,), tone="refuse", icon="shield-x"),
    Step("expire", "任期届满", (IN_OFFICE,), LEFT, CLOCK),
    states=POST_STATES,
)
