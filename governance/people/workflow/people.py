"""A person is registered; two rows of one person are merged by two people."""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, another_user, four_eyes, moot
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .rights import MERGE_PEOPLE

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


@already("merge_proposed")
def no_merge_proposed(person, actor):
    return "已经提请并入，等待另一人确认" if person.merge_into_id else ""


@moot("no_merge_proposed")
def merge_is_proposed(person, actor):
    return "" if person.merge_into_id else "没有人提请合并此人"


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
