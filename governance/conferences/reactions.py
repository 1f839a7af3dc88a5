"""Messages about what happens to a conference, each sent once to each recipient."""

from governance.kernel.clock import clock, messages, reminders
from governance.kernel.steps.events import on, on_clock
from governance.people.models.accounts import User

from .actions import sittings
from .models.agenda import AgendaItem
from .models.sittings import JointConference
from .workflow.agenda import URGENT
from .workflow.rights import CHAIR
from .workflow.sittings import AGENDA_FIXED, CANCELLED


def members_of(conference):
    """The accounts that represent the units called to a sitting."""
    return User.objects.of_unit(*conference.members.values_list("unit_id", flat=True))


@on("governance.joint_conference.fix_agenda")
def call_members(event):
    """Members learn day, place and agenda."""
    conference = JointConference.objects.select_related("area").get(pk=event.object_id)
    at = f"{conference.held_time:%H:%M}" if conference.held_time else ""
    titles = conference.items.waiting().order_by("no").values_list("title", flat=True)
    messages.notify(
        members_of(conference),
        key=f"conference:{conference.pk}:agenda",
        title=f"{conference.title}：{clock.zh_day(conference.held_on)}{at}召开",
        body="；".join(filter(None, [conference.place, *titles])),
        url=conference.get_absolute_url(),
    )


@on("governance.joint_conference.edit", "governance.joint_conference.cancel")
def tell_of_changes(event):
    """Members who were called learn that the sitting moved or does not take place."""
    conference = JointConference.objects.get(pk=event.object_id)
    if event.data.get("from") != AGENDA_FIXED:
        return
    is_off = event.data.get("to") == CANCELLED
    messages.notify(
        members_of(conference),
        key=f"conference:{conference.pk}:event:{event.pk}",
        title=f"{conference.title}：{'已取消' if is_off else '会议安排有变动'}",
        body=event.data.get("note") or f"会期 {clock.zh_day(conference.held_on)}",
        url=conference.get_absolute_url(),
        level="warn",
    )


@on("governance.joint_conference.issue")
def distribute_minutes(event):
    """Members receive the issued minutes."""
    conference = JointConference.objects.get(pk=event.object_id)
    messages.notify(
        members_of(conference),
        key=f"conference:{conference.pk}:issued",
        title=f"{conference.title}纪要已印发",
        body=f"{conference.minutes_no}，请按分工落实议定事项",
        url=conference.get_absolute_url(),
    )


@on("governance.agenda_item.list", "governance.agenda_item.urge")
def ask_the_chair(event):
    """Notify the chair that an urgent matter waits for consent."""
    if not event.data.get("urgent"):
        return
    item = AgendaItem.objects.select_related("conference__area").get(pk=event.object_id)
    messages.notify(
        User.objects.holding(CHAIR, item.conference.area),
        key=f"agenda-item:{item.pk}:urgent",
        title="临时增加议题，请您决定是否同意",
        body=f"{item.title}：{item.urgent_reason}",
        url=item.room_url,
        level="warn",
    )


@on("governance.agenda_item.list", "governance.agenda_item.urge", now=True)
def await_consent(item, event):
    """Until the chair agrees, a matter added late is part of the chair's work."""
    if item.is_urgent:
        reminders.begin(item, URGENT)


@on("governance.agenda_item.approve_urgent", now=True)
def end_wait_for_consent(item, event):
    """The chair has agreed: nothing is left to do about it."""
    reminders.close(item, task=URGENT.task)


on_clock(sittings.follow_issued)
