"""What happens to an account and to a post.

An account is opened, changed, stopped, reopened, its password reset; a post is
given, amended, ended.
"""

from governance import roles
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, another_user, four_eyes, moot, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

APPOINT = permission(
    "governance.appoint", "登记任职", held_by=("district_office", "street_admin", "community_secretary")
)
GRANT_RIGHTS = permission("governance.rights", "授予和收回岗位", held_by=("sec_admin",))
KEEP_ACCOUNTS = permission("governance.accounts", "维护账号", held_by=("sys_admin",))
LIST_ACCOUNTS = permission("governance.account_list", "查看账号", held_by=roles.ADMINISTRATORS)
RESET_ADMINISTRATORS = permission(
    "governance.administrator_reset", "提请、确认重置管理员密码（两人办理）", held_by=roles.ADMINISTRATORS
)
MERGE_PEOPLE = permission(
    "governance.merge_people", "提请、确认合并重复登记的人员（两人办理）", held_by=("district_office", "street_admin")
)
MERGE_CONFIRMATION = Due("", MERGE_PEOPLE, "确认合并人员")
REMOVE_FACTORS = permission(
    "governance.factor_removal", "提请、确认解除动态验证码（两人办理）", held_by=roles.ADMINISTRATORS
)
CONFIRMATION = Due("", RESET_ADMINISTRATORS, "确认重置管理员密码")
FACTOR_CONFIRMATION = Due("", REMOVE_FACTORS, "确认解除动态验证码")

ACCOUNT_STATES = States(
    ENABLED := State("active", "启用", "ok", groups=("active",)),
    STOPPED := State("stopped", "停用", "", groups=("stopped",)),
)
PERSON_STATES = States(
    ENTERED := State("current", "在册", "", groups=("current",)),
    MERGED := State("merged", "已并入", "warn", groups=("merged",)),
)
POST_STATES = States(
    IN_OFFICE := State("active", "在任", "ok", groups=("active",)),
    LEFT := State("ended", "离任", "", groups=("ended",)),
)


# ------------------------------------------------------------ guards
def not_own_account(user, actor):
    return "不能停用、重置自己的账号，请由另一位管理员办理" if user.pk and actor and user.pk == actor.pk else ""


def is_administrator(user):
    """Whether the account's person holds or is about to hold a post of the three administrators (三员)."""
    return user.pk is not None and user.person.appointments.active().filter(role__in=roles.ADMINISTRATORS).exists()


@moot("two_administrators_only")
def not_an_administrator(user, actor):
    return "管理员的密码由一位管理员提请、另一位管理员确认后重置" if is_administrator(user) else ""


@moot("not_an_administrator")
def only_an_administrator(user, actor):
    return "" if is_administrator(user) else "不是管理员账号，请直接重置密码"


@already("reset_proposed")
def no_reset_proposed(user, actor):
    return "已经提请重置，等待另一位管理员确认" if user.reset_by_id else ""


@moot("no_reset_proposed")
def reset_is_proposed(user, actor):
    return "" if user.reset_by_id else "没有人提请重置这个账号的密码"


@moot("no_second_factor")
def has_second_factor(user, actor):
    return "" if user.has_second_factor else "这个账号没有设置动态验证码"


@already("factor_removal_proposed")
def no_factor_removal_proposed(user, actor):
    return "已经提请解除动态验证码，等待另一位管理员确认" if user.factor_by_id else ""


@moot("no_factor_removal_proposed")
def factor_removal_is_proposed(user, actor):
    return "" if user.factor_by_id else "没有人提请解除这个账号的动态验证码"


not_own_removal = another_user("own_removal", "factor_by", "解除由您提请，须由另一位管理员确认")
not_own_proposal = another_user("own_proposal", "reset_by", "重置由您提请，须由另一位管理员确认")


@others("by_security_administrator")
def only_registry_post(post, actor):
    """Posts that carry system rights are given by the security administrator only."""
    if actor and post.role and post.role not in roles.APPOINTABLE[APPOINT]:
        return f"“{roles.label(post.role)}”带有系统权限，由安全管理员授予和收回"
    return ""


@four_eyes("own_post")
def not_for_oneself(post, actor):
    """Nobody fills, changes or ends a post of the own person, by whatever step.  Source: domain.md §7."""
    return "不能给自己登记、授予、修改或收回岗位，请由另一人办理" if actor and post.person_id == actor.person_id else ""


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


@four_eyes("own_person")
def not_the_own_person(person, actor):
    """Nobody merges the own person, in either place.  Source: domain.md §7."""
    own = {person.pk, person.merge_into_id}
    return "不能合并自己的登记，请由另一人办理" if actor and actor.person_id in own else ""


@already("merge_proposed")
def no_merge_proposed(person, actor):
    return "已经提请并入，等待另一人确认" if person.merge_into_id else ""


@moot("no_merge_proposed")
def merge_is_proposed(person, actor):
    return "" if person.merge_into_id else "没有人提请合并此人"


@moot("person_merged")
def person_in_register(user, actor):
    return "此人的登记已并入另一人，账号不能恢复" if user.person.merged_into_id else ""


not_own_merge = another_user("own_proposal", "merge_proposed_by", "合并由您提请，须由另一人确认")

PERSON = Workflow(
    "governance.person",
    Step(
        "propose_merge",
        "提请并入另一人",
        (ENTERED,),
        ENTERED,
        MERGE_PEOPLE,
        (not_the_own_person, no_merge_proposed),
        icon="sign-merge-right",
        hint="同一个人登记了两次时办理：任职、组织职务和账号归入对方。由另一人确认后才合并，在此之前一切照旧。",
    ),
    Step(
        "confirm_merge",
        "确认并入",
        (ENTERED,),
        MERGED,
        MERGE_PEOPLE,
        (merge_is_proposed, not_the_own_person, not_own_merge),
        tone="primary",
        icon="sign-merge-right",
        hint="请先核实确为同一人。合并后本登记保留为“已并入”，不能撤销。",
    ),
    Step("drop_merge", "不予并入", (ENTERED,), ENTERED, MERGE_PEOPLE, (merge_is_proposed,), tone="back"),
    states=PERSON_STATES,
)

ACCOUNT = Workflow(
    "governance.user",
    Step("open_account", "新建账号", (), ENABLED, KEEP_ACCOUNTS, creates=True, tone="primary", icon="person-plus"),
    Step("edit", "修改账号", (ENABLED,), ENABLED, KEEP_ACCOUNTS, icon="pencil", edits=True),
    Step(
        "reset",
        "重置密码",
        (ENABLED,),
        ENABLED,
        KEEP_ACCOUNTS,
        (not_own_account, not_an_administrator),
        icon="key",
        hint="办理后得到一个链接，交给本人在自己的设备上打开，凭身份证号设置密码；原密码立即失效，本人会收到消息。",
    ),
    Step(
        "propose_reset",
        "提请重置管理员密码",
        (ENABLED,),
        ENABLED,
        RESET_ADMINISTRATORS,
        (only_an_administrator, not_own_account, no_reset_proposed),
        icon="key",
        hint="由另一位管理员确认后才重置，在此之前一切照旧；账号本人会收到消息。",
    ),
    Step(
        "confirm_reset",
        "确认重置管理员密码",
        (ENABLED,),
        ENABLED,
        RESET_ADMINISTRATORS,
        (reset_is_proposed, not_own_account, not_own_proposal),
        tone="primary",
        icon="key",
        hint="请先当面或电话向本人核实。确认后得到一个链接，交给本人在自己的设备上打开，凭身份证号设置密码。",
    ),
    Step("drop_reset", "不予重置", (ENABLED,), ENABLED, RESET_ADMINISTRATORS, (reset_is_proposed,), tone="back"),
    Step(
        "propose_factor_removal",
        "提请解除动态验证码",
        (ENABLED,),
        ENABLED,
        REMOVE_FACTORS,
        (has_second_factor, not_own_account, no_factor_removal_proposed),
        icon="shield-x",
        hint="本人的手机和恢复码都不在时办理。由另一位管理员确认后才解除，在此之前一切照旧；账号本人会收到消息。",
    ),
    Step(
        "confirm_factor_removal",
        "确认解除动态验证码",
        (ENABLED,),
        ENABLED,
        REMOVE_FACTORS,
        (factor_removal_is_proposed, not_own_account, not_own_removal),
        tone="primary",
        icon="shield-x",
        hint="请先当面或电话向本人核实。解除后本人凭密码登录，岗位要求的须重新设置；所有登录和接口密钥停用。",
    ),
    Step(
        "drop_factor_removal",
        "不予解除",
        (ENABLED,),
        ENABLED,
        REMOVE_FACTORS,
        (factor_removal_is_proposed,),
        tone="back",
    ),
    Step("stop", "停用账号", (ENABLED,), STOPPED, KEEP_ACCOUNTS, (not_own_account,), tone="refuse", icon="person-x"),
    Step(
        "restart",
        "恢复账号",
        (STOPPED,),
        ENABLED,
        KEEP_ACCOUNTS,
        (person_in_register,),
        tone="primary",
        icon="person-check",
    ),
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
        (only_registry_post, not_for_oneself, keeps_administrators_apart),
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
    Step(
        "amend",
        "修改任职",
        (IN_OFFICE,),
        IN_OFFICE,
        APPOINT,
        (only_registry_post, not_for_oneself),
        icon="pencil",
        edits=True,
    ),
    Step(
        "end",
        "办理离任",
        (IN_OFFICE,),
        LEFT,
        APPOINT,
        (only_registry_post, not_for_oneself),
        tone="refuse",
        icon="person-dash",
    ),
    Step("revoke", "收回岗位", (IN_OFFICE,), LEFT, GRANT_RIGHTS, (not_for_oneself,), tone="refuse", icon="shield-x"),
    Step("expire", "任期届满", (IN_OFFICE,), LEFT, CLOCK),
    states=POST_STATES,
)
