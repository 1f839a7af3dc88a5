"""Action items: what a decision obliges a unit to do, and what came of it (domain.md §2.8)."""

from governance.areas.models import Area
from governance.conferences.attachments import RESULT
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.workflow.action_items import ACTION
from governance.kernel.clock import clock
from governance.kernel.models.addresses import list_address
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused

from .agenda import list_item


@ACTION.entry_rule("open")
def decided_before(action, *, item):
    """Only what was decided obliges anybody (item_not_decided)."""
    if not item.is_decided:
        raise Refused("议题尚未议定，不能交办", "item_not_decided", field="item")


@ACTION.entry_rule("open")
def due_after_meeting(action, *, item, due_on):
    """What the meeting asks for is not due before it (due_before_meeting)."""
    if due_on < item.conference.held_on:
        raise Refused("完成时限不能早于会议日期", "due_before_meeting", field="due_on")


@ACTION.step("open")
def open_action(action, *, actor, item, text, due_on, unit=None, note=""):
    """The conference assigns a unit a task that its decision requires.

    Refuses item_not_decided, due_before_meeting.  Event `governance.action_item.open`.
    """
    action.item, action.area, action.unit, action.text, action.due_on = item, item.area, unit, text, due_on
    action.created_by = actor


@ACTION.step("report")
def report(action, *, actor, result, note="", papers=()):
    """The unit reports the result, with papers."""
    action.result = result
    files.attach_all(action, papers, kind=RESULT, actor=actor)
    return {"facts": [["办理结果", result[:200]]]}


@ACTION.step("confirm")
def confirm(action, *, actor, note=""):
    """The office accepts the result; when all are done the sitting can be closed."""


@ACTION.step("send_back")
def send_back(action, *, actor, note):
    """The result is not accepted: the unit continues; the day stays."""


def carry_over(conference, actor):
    """Open actions of earlier sittings become the first item of the next agenda.  Returns the item, or None."""
    actions = list(
        ActionItem.objects.open()
        .filter(item__conference__area=conference.area_id)
        .exclude(item__conference=conference)
        .select_related("unit")
        .order_by("due_on", "id")
    )
    if not actions:
        return None
    lines = [f"{number}. {describe_action(action)}" for number, action in enumerate(actions, 1)]
    return list_item(
        AgendaItem(),
        actor=actor,
        conference=conference,
        title=f"上次会议议定事项落实情况（{len(actions)} 项未办结）",
        area=Area.objects.get(pk=conference.area_id),
        proposer="会议办公室",
        source_type="governance.action_item",
        source_url=f"{list_address(ActionItem)}?area={conference.area.code}&tab=open",
        summary="\n".join(lines),
    )


def describe_action(action):
    """The action as the agenda lists it: 修缮屋面（区住建局，5月30日前，逾期 3 天）."""
    late = (clock.today() - action.due_on).days
    state = f"逾期 {late} 天" if late > 0 else action.get_status_display()
    unit = action.unit.name if action.unit else "责任单位待明确"
    return f"{action.text}（{unit}，{clock.zh_near(action.due_on)}前，{state}）"
