"""A post is given, amended and ended (任职)."""

from governance import roles
from governance.areas.levels import Levels
from governance.kernel.steps.guards import condition, four_eyes, others
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from governance.people.serving import servings

from .rights import (
    APPOINT,
    GRANT_RIGHTS,
    KEEP_WORK_PHONES,
)

POSTS = Levels("governance.appointment", "role", roles.LEVELS, says="“{what}”岗位只设在{where}，请改选区域")
POST_STATES = States(
    IN_OFFICE := State("active", "在任", "ok", groups=("active",)),
    LEFT := State("ended", "离任", "", groups=("ended",)),
)


@others("by_security_administrator")
def only_registry_post(post, actor):
    """Posts that carry system rights are given by the security administrator only."""
    if actor and post.role and post.role not in roles.APPOINTABLE[APPOINT]:
        return f"“{roles.label(post.role)}”带有系统权限，由安全管理员授予和收回"
    return ""


@others("holder_out_of_sight")
def only_for_people_in_sight(post, actor):
    """A post changes what an account may do: who does not see its owner gives none.  Source: domain.md §7."""
    people = type(post)._meta.get_field("person").related_model.objects
    if actor and post.person_id and people.out_of_sight(actor).filter(pk=post.person_id).exists():
        return f"{post.person.name}登记在您的辖区以外，且已有账号，{who_gives(post.role)}"
    return ""


def who_gives(role):
    """Who gives a post to somebody with an account of another place, in words."""
    above = "能看到此人的上级（街道、联席办）登记"
    return f"请由{above}" if role in roles.GRASSROOTS else f"请由安全管理员授予，或由{above}"


@four_eyes("own_post")
def not_for_oneself(post, actor):
    """Nobody fills, changes or ends a post of the own person, by whatever step.  Source: domain.md §7."""
    return "不能给自己登记、授予、修改或收回岗位，请由另一人办理" if actor and post.person_id == actor.person_id else ""


@four_eyes("own_name")
def not_for_a_namesake(post, actor):
    """A second registration of oneself has the own name: somebody else enters the post, or first the number."""
    if actor is None or not post.person_id or post.person.name != actor.person.name:
        return ""
    if post.person.id_index and post.person.id_number_by_id != actor.pk:
        return ""
    return "此人与您同名，又没有由他人登记的身份证号：请由另一人办理，或先由另一人登记其身份证号"


@four_eyes("one_administrator_only")
def keeps_administrators_apart(post, actor):
    """系统、安全、审计 are three people, and none of them does business (domain.md §7, 三员)."""
    if actor is None or not post.person_id:
        return ""
    held = type(post).objects.during(post.starts_on, post.ends_on).filter(person=post.person_id)
    for role in held.exclude(pk=post.pk).exclude(role=post.role).values_list("role", flat=True):
        if role in roles.ADMINISTRATORS or post.role in roles.ADMINISTRATORS:
            return f"此人已任{roles.label(role)}，系统、安全、审计管理员须由不同的人专任，不兼其他岗位"
    seats = servings(type(post.person)) if post.role in roles.ADMINISTRATORS else ()
    for model, column, serving in seats:
        row = model._base_manager.filter(**{column: post.person_id, serving.until: None}).first()
        if serving.gives_rights and row is not None:
            return f"此人是{serving.words(row)}，系统、安全、审计管理员不兼任，请先办理离任"
    return ""


def is_administrator(person):
    """Whether somebody holds, or is about to hold, a post of the three administrators (三员)."""
    return person.appointments.active().filter(role__in=roles.ADMINISTRATORS).exists()


@condition("identity_pending")
def identity_is_settled(post, actor):
    """Rights are given to somebody who is known: not while the district asks which of two people this is."""
    if actor and post.person_id and post.person.identity_pending:
        return f"{post.person.name}的身份证号正由联席办核对，核对完毕后再授予"
    return ""


def needs_two_hands(person):
    """Why one hand alone may not end this person's access: an administrator's is ended by two others, or "".

    Whatever would end it asks here first.  Source: domain.md §7 (三员 separation).
    """
    user = getattr(person, "user", None)
    if user is None or not user.is_active or not is_administrator(person):
        return ""
    return f"{person.name}是系统、安全或审计管理员，账号须先由一位管理员提请、另一位管理员确认停用，再办理此项"


@condition("account_first")
def account_is_stopped(post, actor):
    """An administrator's post ends only after two others have stopped the account: no hand alone shuts one out."""
    return needs_two_hands(post.person) if post.role in roles.ADMINISTRATORS else ""


POST = Workflow(
    "governance.appointment",
    Step(
        "appoint",
        "登记任职",
        (),
        IN_OFFICE,
        APPOINT,
        (only_registry_post, not_for_oneself, not_for_a_namesake, only_for_people_in_sight, keeps_administrators_apart),
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
        (not_for_oneself, identity_is_settled, keeps_administrators_apart),
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
        "set_work_phone",
        "登记工作电话",
        (IN_OFFICE,),
        IN_OFFICE,
        KEEP_WORK_PHONES,
        icon="telephone",
        hint="单位座机或公务手机，看得到这个岗位的工作人员都能看到。个人手机不填在这里。",
        edits=True,
        done="已登记工作电话",
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
    Step(
        "revoke",
        "收回岗位",
        (IN_OFFICE,),
        LEFT,
        GRANT_RIGHTS,
        (not_for_oneself, account_is_stopped),
        tone="refuse",
        icon="shield-x",
    ),
    Step("expire", "任期届满", (IN_OFFICE,), LEFT, CLOCK),
    Step("end_double", "重复登记终止", (IN_OFFICE,), LEFT, CLOCK),
    states=POST_STATES,
)
