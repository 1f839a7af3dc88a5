"""What happens to people and posts."""

from governance import roles
from governance.kernel.workflow import Step, Workflow

ACTIVE, ENDED = "active", "ended"
KNOWN = "known"


def only_registry_post(post, actor):
    """Posts that carry system rights are handed out by the security administrator only."""
    if actor and post.role and post.role not in roles.APPOINTABLE["governance.appoint"]:
        return f"“{roles.label(post.role)}”带有系统权限，由安全管理员授予和收回"
    return ""


def not_for_oneself(post, actor):
    return "不能给自己授予或收回岗位，请由另一位安全管理员办理" if actor and post.person_id == actor.person_id else ""


POST = Workflow(
    "governance.appointment",
    Step(
        "appoint",
        "登记任职",
        (),
        ACTIVE,
        "governance.appoint",
        (only_registry_post,),
        creates=True,
        tone="primary",
        icon="person-plus",
    ),
    Step("grant", "授予岗位", (), ACTIVE, "governance.rights", (not_for_oneself,), creates=True, icon="shield-plus"),
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
