"""A person is registered; two rows of one person are merged by two people.

What stands in the way of a merger is asked twice: of the row that is chosen, when it is proposed, and as a guard of the
confirmation, so that its button says what must be done first.
"""

from governance import roles
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, another_user, condition, four_eyes, moot
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from governance.people.serving import servings

from .posts import is_administrator, needs_two_hands
from .rights import APPOINT, MERGE_PEOPLE

MERGE_CONFIRMATION = Due("", MERGE_PEOPLE, "确认合并人员")
PERSON_STATES = States(
    ENTERED := State("current", "在册", "", groups=("current",)),
    MERGED := State("merged", "已并入", "warn", groups=("merged",)),
)


@four_eyes("own_person")
def not_the_own_person(person, actor):
    """Nobody merges the own person, in either place.  Source: domain.md §7."""
    own = {person.pk, person.merge_into_id}
    return "不能合并自己的登记，请由另一人办理" if actor and actor.person_id in own else ""


@four_eyes("own_person")
def not_for_oneself(person, actor):
    return "不能更正自己的登记，请由另一人办理" if actor and actor.person_id == person.pk else ""


@already("merge_proposed")
def no_merge_proposed(person, actor):
    return "已经提请并入，等待另一人确认" if person.merge_into_id else ""


@moot("no_merge_proposed")
def merge_is_proposed(person, actor):
    return "" if person.merge_into_id else "没有人提请合并此人"


@condition("named_by_another_merge")
def not_named_by_another(person, actor):
    """No chains: a row that another is to be merged into is not itself proposed into a third, or back."""
    other = type(person).objects.filter(merge_into=person).first() if person.pk else None
    return f"已有人提请把{words_of(other)}并入此人，请先办理那一项（确认并入或不予并入）" if other else ""


def obstacle(code):
    """A guard of the confirmation from what stands between two rows: `guard.between(person, into)` is the reason."""

    def mark(between):
        @condition(code)
        def guard(person, actor):
            return between(person, person.merge_into) if person.merge_into_id else ""

        guard.between = between
        return guard

    return mark


@obstacle("not_in_register")
def both_in_register(person, into):
    return "对方已并入另一人，或就是本人，请重新选择" if into.pk == person.pk or into.merged_into_id else ""


@obstacle("merge_open")
def no_merge_of_the_other(person, into):
    if into.merge_into_id in (None, person.pk):  # one that names this row ends with the confirmation
        return ""
    return f"{words_of(into)}自己已被提请并入{words_of(into.merge_into)}，请先办理那一项（确认并入或不予并入）"


@obstacle("other_id_number")
def one_id_number(person, into):
    differ = person.id_index and into.id_index and person.id_index != into.id_index
    return "两人登记的身份证号不同，不是同一人" if differ else ""


@obstacle("two_accounts")
def one_account(person, into):
    goes = account_of(person)
    if goes is None or account_of(into) is None or not goes.is_active:
        return ""
    return f"两人都有账号，请先由系统管理员停用{goes.username}，或改为把对方并入此人"


@obstacle("carries_rights")
def rights_stay(person, into):
    """Posts with system rights do not move to an account by a merger: the security administrator grants them anew."""
    holders = [person] if account_of(into) is not None or account_of(person) is None else [person, into]
    for holder in holders:
        post = holder.appointments.active().exclude(role__in=roles.APPOINTABLE[APPOINT]).first()
        if post is not None:
            return f"{holder.name}任{roles.label(post.role)}，带有系统权限，请先由安全管理员收回，合并后重新授予"
    return ""


@obstacle("serve_together")
def no_double_seat(person, into):
    """Seats on which other records lean are ended by the step of their own concept first."""
    for model, column, serving in servings(type(person)):
        if not serving.joined and (twins := serving.twins(model, column, person, into)):
            return f"两人都登记为{serving.words(twins[0][0])}，请先办理其中一人离任，再合并"
    return ""


@obstacle("one_administrator_only")
def administrators_apart(person, into):
    """A merger gives an administrator no business post or seat, and ends nobody's access but by two administrators."""
    for one, other in ((person, into), (into, person)):
        seats = [(model, column, serving) for model, column, serving in servings(type(person)) if serving.gives_rights]
        serves = any(
            model._base_manager.filter(**{column: other.pk, serving.until: None}).exists()
            for model, column, serving in seats
        )
        if is_administrator(one) and (serves or other.appointments.active().exists()):
            return f"{words_of(one)}是系统、安全或审计管理员，须专任，请先办理{words_of(other)}的离任"
    return needs_two_hands(into) or needs_two_hands(person)


OBSTACLES = (
    both_in_register,
    no_merge_of_the_other,
    one_id_number,
    one_account,
    rights_stay,
    no_double_seat,
    administrators_apart,
)


def account_of(person):
    return getattr(person, "user", None)


def words_of(person):
    return f"{person.name}（编号 {person.pk}，{person.area.name}）"


not_own_merge = another_user("own_proposal", "merge_proposed_by", "合并由您提请，须由另一人确认")

PERSON = Workflow(
    "governance.person",
    Step(
        "correct",
        "更正手机号、身份证号",
        (ENTERED,),
        ENTERED,
        APPOINT,
        (not_for_oneself,),
        icon="pencil",
        hint="登记有误时办理，请核对证件。此人有账号的，本人会收到消息；更正身份证号的，登录和未用的链接随即失效。",
    ),
    Step(
        "propose_merge",
        "提请并入另一人",
        (ENTERED,),
        ENTERED,
        MERGE_PEOPLE,
        (not_the_own_person, no_merge_proposed, not_named_by_another),
        icon="sign-merge-right",
        hint="同一个人登记了两次时办理：任职、组织职务和账号归入对方。由另一人确认后才合并，在此之前一切照旧。",
    ),
    Step(
        "confirm_merge",
        "确认并入",
        (ENTERED,),
        MERGED,
        MERGE_PEOPLE,
        (merge_is_proposed, not_the_own_person, not_own_merge, *OBSTACLES),
        tone="primary",
        icon="sign-merge-right",
        hint="请先核实确为同一人。合并后本登记保留为“已并入”，不能撤销。",
    ),
    Step("drop_merge", "不予并入", (ENTERED,), ENTERED, MERGE_PEOPLE, (merge_is_proposed,), tone="back"),
    Step("lapse_merge", "合并提请作废", (ENTERED,), ENTERED, CLOCK, (merge_is_proposed,), tone="back"),
    states=PERSON_STATES,
)
