"""An account is opened, changed, stopped, reopened; its password is reset, its second factor taken off."""

from governance import roles
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.authority import authority_of
from governance.kernel.steps.guards import already, another_user, condition, four_eyes, moot
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow
from governance.kernel.upkeep.crypto import blind_indexes

from . import posts
from .rights import KEEP_ACCOUNTS, REMOVE_FACTORS, RESET_ADMINISTRATORS, SWITCH_ADMINISTRATORS

CONFIRMATION = Due("", RESET_ADMINISTRATORS, "确认重置密码")
STOP_CONFIRMATION = Due("", SWITCH_ADMINISTRATORS, "确认停用管理员账号")
RESTART_CONFIRMATION = Due("", SWITCH_ADMINISTRATORS, "确认恢复管理员账号")
FACTOR_CONFIRMATION = Due("", REMOVE_FACTORS, "确认解除动态验证码")

ACCOUNT_STATES = States(
    ENABLED := State("active", "启用", "ok", groups=("active",)),
    STOPPED := State("stopped", "停用", "", groups=("stopped",)),
)


def not_own_account(user, actor):
    return "不能停用、重置自己的账号，请由另一位管理员办理" if user.pk and actor and user.pk == actor.pk else ""


def is_administrator(user):
    """Whether the account's person holds or is about to hold a post of the three administrators (三员)."""
    return user.pk is not None and posts.is_administrator(user.person)


def rights_of(user):
    """What the account's person may do, or will: by posts held now or later, by seats in committees."""
    posts = user.person.appointments.active().values_list("role", "area_id", "unit_id")
    return authority_of(user) | {("post", *post) for post in posts}


def has_entered_number(user, actor):
    """Whether the actor typed the identity number, even into a form that was refused, or that joined a known person."""
    if actor is None:
        return False
    typed = actor.number_entries.filter(id_index__in=blind_indexes(user.person.id_number))
    return user.person.id_number_by_id == actor.pk or typed.exists()


def is_namesake(user, actor):
    """Whether somebody else of this name holds a post, or the actor has this name: perhaps the same human being."""
    others = user.person.appointments.model.objects.active().filter(person__name=user.person.name)
    return user.person.name == actor.person.name or others.exclude(person=user.person_id).exists()


def holds_both_halves(user, actor):
    """Whether the actor entered the identity number of a person with rights: the link must not come into that hand too.

    Link and number set the password together, so whoever had both could act with the rights of somebody else.  The
    same holds for a namesake of the actor or of somebody with a post: an invented number would give one human being
    a second account.  Source: domain.md §7 (三员 separation).
    """
    return has_entered_number(user, actor) and (bool(rights_of(user)) or is_namesake(user, actor))


@four_eyes("own_number")
def number_by_another(user, actor):
    if not holds_both_halves(user, actor):
        return ""
    why = "此人已有岗位" if rights_of(user) else "与此人同名的人已有岗位，或与您同名"
    return f"{why}，身份证号由您登记，设置密码的链接不能再经您手：请提请重置，由另一位管理员确认并转交本人"


@four_eyes("own_number")
def link_for_another(user, actor):
    """Whether there are rights does not matter here: who confirms may be the one who gives and takes them."""
    if not has_entered_number(user, actor):
        return ""
    return "此人的身份证号由您登记，设置密码的链接不能再经您手，须由另一位管理员确认并转交本人"


@moot("two_administrators_only")
def not_an_administrator(user, actor):
    return "管理员的密码由一位管理员提请、另一位管理员确认后重置" if is_administrator(user) else ""


@moot("one_administrator_suffices")
def two_are_needed(user, actor):
    needed = is_administrator(user) or holds_both_halves(user, actor)
    return "" if needed else "不是管理员账号，身份证号也不是您登记的，由系统管理员直接重置密码"


@moot("two_administrators_only")
def switched_alone(user, actor):
    """One hand alone shuts out no administrator, nor lets one in again.  Source: domain.md §7 (三员 separation)."""
    return "管理员的账号由一位管理员提请、另一位管理员确认后停用和恢复" if is_administrator(user) else ""


@moot("one_administrator_suffices")
def switched_by_two(user, actor):
    return "" if is_administrator(user) else "不是管理员账号，由系统管理员直接停用和恢复"


@condition("last_of_its_kind")
def another_of_the_kind(user, actor):
    """Somebody else who can sign in holds each administrator's post of the person."""
    own = user.person.appointments.active().filter(role__in=roles.ADMINISTRATORS).values_list("role", flat=True)
    for role in own if user.pk else ():
        others = user.person.appointments.model.objects.in_office().filter(role=role, person__user__status=ENABLED)
        if not others.exclude(person=user.person_id).exists():
            return f"只有此人任{roles.label(role)}，请先由另一人接任并启用账号，再停用"
    return ""


@already("switch_proposed")
def no_switch_proposed(user, actor):
    return "已经提请，等待另一位管理员确认" if user.switch_by_id else ""


@moot("no_switch_proposed")
def switch_is_proposed(user, actor):
    return "" if user.switch_by_id else "没有人提请停用或恢复这个账号"


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
not_own_switch = another_user("own_proposal", "switch_by", "由您提请，须由另一位管理员确认")
not_own_proposal = another_user("own_proposal", "reset_by", "重置由您提请，须由另一位管理员确认")


@moot("person_merged")
def person_in_register(user, actor):
    return "此人的登记已并入另一人，账号不能恢复" if user.person.merged_into_id else ""


ACCOUNT = Workflow(
    "governance.user",
    Step(
        "open_account",
        "新建账号",
        (),
        ENABLED,
        KEEP_ACCOUNTS,
        creates=True,
        tone="primary",
        icon="person-plus",
        hint="办理后得到设置密码的链接。此人已有岗位，或与您、与有岗位的人同名，身份证号又由您登记的，链接由另一位管理员确认后转交本人。",
    ),
    Step("edit", "修改账号", (ENABLED,), ENABLED, KEEP_ACCOUNTS, icon="pencil", edits=True),
    Step(
        "reset",
        "重置密码",
        (ENABLED,),
        ENABLED,
        KEEP_ACCOUNTS,
        (not_own_account, not_an_administrator, number_by_another),
        icon="key",
        hint="办理后得到一个链接，交给本人在自己的设备上打开，凭身份证号设置密码；原密码立即失效，本人会收到消息。",
    ),
    Step(
        "propose_reset",
        "提请重置密码",
        (ENABLED,),
        ENABLED,
        RESET_ADMINISTRATORS,
        (two_are_needed, not_own_account, no_reset_proposed),
        icon="key",
        hint="由另一位管理员确认后才重置，在此之前一切照旧；账号本人会收到消息。",
    ),
    Step(
        "confirm_reset",
        "确认重置密码",
        (ENABLED,),
        ENABLED,
        RESET_ADMINISTRATORS,
        (reset_is_proposed, not_own_account, not_own_proposal, link_for_another),
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
    Step(
        "stop",
        "停用账号",
        (ENABLED,),
        STOPPED,
        KEEP_ACCOUNTS,
        (not_own_account, switched_alone),
        tone="refuse",
        icon="person-x",
    ),
    Step(
        "propose_stop",
        "提请停用账号",
        (ENABLED,),
        ENABLED,
        SWITCH_ADMINISTRATORS,
        (switched_by_two, not_own_account, no_switch_proposed, another_of_the_kind),
        tone="refuse",
        icon="person-x",
        hint="由另一位管理员确认后才停用，在此之前一切照旧；账号本人会收到消息。",
    ),
    Step(
        "confirm_stop",
        "确认停用账号",
        (ENABLED,),
        STOPPED,
        SWITCH_ADMINISTRATORS,
        (switch_is_proposed, not_own_account, not_own_switch, another_of_the_kind),
        tone="refuse",
        icon="person-x",
    ),
    Step("drop_stop", "不予停用", (ENABLED,), ENABLED, SWITCH_ADMINISTRATORS, (switch_is_proposed,), tone="back"),
    Step(
        "restart",
        "恢复账号",
        (STOPPED,),
        ENABLED,
        KEEP_ACCOUNTS,
        (person_in_register, switched_alone),
        tone="primary",
        icon="person-check",
    ),
    Step(
        "propose_restart",
        "提请恢复账号",
        (STOPPED,),
        STOPPED,
        SWITCH_ADMINISTRATORS,
        (switched_by_two, person_in_register, no_switch_proposed),
        icon="person-check",
        hint="由另一位管理员确认后才恢复。",
    ),
    Step(
        "confirm_restart",
        "确认恢复账号",
        (STOPPED,),
        ENABLED,
        SWITCH_ADMINISTRATORS,
        (switch_is_proposed, person_in_register, not_own_switch),
        tone="primary",
        icon="person-check",
    ),
    Step("drop_restart", "不予恢复", (STOPPED,), STOPPED, SWITCH_ADMINISTRATORS, (switch_is_proposed,), tone="back"),
    states=ACCOUNT_STATES,
)
