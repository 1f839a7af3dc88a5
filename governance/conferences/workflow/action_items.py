"""What happens to an action item: a unit is charged with it, reports, and the office accepts (domain.md §2.8)."""

from governance.kernel.clock import certainty, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import four_eyes, others, was_last_taken_by
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .rights import ACT, CHAIR, CHAIRS_IT, RUN, RUNS_IT

RULE = "action_item"


def sitting_day(action):
    return action.item.conference.held_on


def is_counted_provisionally(due_on, held_on):
    """Whether a day to do what was decided is the rule's own and may still change; an agreed day may not."""
    rule = rules.find(RULE, held_on)
    is_counted = rule is not None and due_on == rules.due(rule, held_on)
    return is_counted and certainty.is_provisional(RULE, held_on, due_on)


def by(permission, task, assignee=None):
    """The action's day is the decision's own, else the rule's, counted from the sitting."""
    return Due(RULE, permission, task, assignee=assignee, start=sitting_day, column="due_on", agreed=True)


STATES = States(
    OPEN := State(
        "open",
        "办理中",
        "info",
        groups=("open",),
        waits_for=by(ACT, "办理议定事项", assignee=lambda action: action.officer()),
    ),
    REPORTED := State(
        "reported",
        "已报结果",
        "warn",
        groups=("open",),
        waits_for=by(RUN, "确认议定事项办结"),
    ),
    DONE := State("done", "已办结", "ok", groups=("ended",)),
)


@others("not_the_unit")
def answers_for_the_unit(action, user):
    """The unit reports on its action; where it has no account, a user who runs conferences over the place does."""
    if user is None or action.unit_id in user.unit_ids:
        return ""
    if action.officer() is None and user.scope(RUN).covers(action.area):
        return ""
    return f"由{action.unit.name if action.unit_id else '会务人员'}报送"


@four_eyes("own_report")
def not_own_report(action, user):
    return "办理结果由您报送，请由另一人确认办结" if was_last_taken_by(action, user, "report") else ""


ACTION = Workflow(
    "governance.action_item",
    Step("open", "交办", (), OPEN, CHAIR, (CHAIRS_IT,), creates=True),
    Step("report", "报送结果", (OPEN,), REPORTED, ACT, (answers_for_the_unit,), tone="primary", icon="send"),
    Step("confirm", "确认办结", (REPORTED,), DONE, RUN, (RUNS_IT, not_own_report), tone="primary", icon="check2-all"),
    Step("send_back", "退回继续办理", (REPORTED,), OPEN, RUN, (RUNS_IT,), tone="back", icon="arrow-return-left"),
    states=STATES,
)
