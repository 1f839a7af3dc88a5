"""Who is told of what happens to a conference or a supervision, each message once; whose desk work moves to."""

from governance.kernel import clock, desks, reminders
from governance.kernel.events import on
from governance.models import AgendaItem, Appointment, JointConference, Supervision, User
from governance.workflow.conferences import URGENT
from governance.workflow.supervisions import reply_due


def members_of(conference):
    """The accounts that speak for the units called to a sitting."""
    return User.objects.of_unit(*conference.members.values_list("unit_id", flat=True))


@on("governance.joint_conference.fix_agenda")
def call_members(event):
    """Members learn day, place and agenda."""
    conference = JointConference.objects.select_related("area").get(pk=event.object_id)
    at = f"{conference.held_time:%H:%M}" if conference.held_time else ""
    titles = conference.items.waiting().order_by("no").values_list("title", flat=True)
    reminders.tell(
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
    if event.data.get("from") != "agenda_fixed":
        return
    is_off = event.data.get("to") == "cancelled"
    reminders.tell(
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
    reminders.tell(
        members_of(conference),
        key=f"conference:{conference.pk}:issued",
        title=f"{conference.title}纪要已印发",
        body=f"{conference.minutes_no}，请按分工落实议定事项",
        url=conference.get_absolute_url(),
    )


@on("governance.agenda_item.list", "governance.agenda_item.urge")
def ask_the_chair(event):
    """An urgent matter waits for the chair's consent."""
    if not event.data.get("urgent"):
        return
    item = AgendaItem.objects.select_related("conference__area").get(pk=event.object_id)
    reminders.tell(
        User.objects.holding("governance.chair", item.conference.area),
        key=f"agenda-item:{item.pk}:urgent",
        title="临时增加议题，请您决定是否同意",
        body=f"{item.title}：{item.urgent_reason}",
        url=item.room_url,
        level="warn",
    )


@on("governance.agenda_item.list", "governance.agenda_item.urge", now=True)
def await_consent(item, event):
    """Until the chair agrees, a matter added late stands among the chair's work."""
    if item.is_urgent:
        reminders.begin(item, URGENT)


@on("governance.agenda_item.approve_urgent", now=True)
def consent_is_given(item, event):
    reminders.close(item, task=URGENT.task)


@on(*(f"governance.appointment.{step}" for step in ("appoint", "grant", "end", "revoke", "expire")), now=True)
def move_desks(post, event):
    """Work lies on the nearest desk that has somebody: it moves when an account holder comes or goes."""
    if User.objects.filter(person=post.person_id).exists():
        desks.rehome(post.area.path)


@on(*(f"governance.user.{step}" for step in ("open_account", "stop", "restart")), now=True)
def move_desks_of(user, event):
    """The same when an account opens or stops."""
    posts = Appointment.objects.in_office().filter(person=user.person_id)
    for path in posts.order_by("area__path").values_list("area__path", flat=True).distinct():
        desks.rehome(path)


# ------------------------------------------------------------ supervisions
@on("governance.supervision.issue", "governance.supervision.send_back", now=True)
def await_answer(supervision, event):
    """The answer is due from whoever must act on the overdue deadline."""
    reminders.begin(supervision, reply_due(supervision))


@on("governance.supervision.issue", "governance.supervision.send_back")
def tell_who_must_answer(event):
    """Whoever must act, their direct supervisor and the head of the unit: as on the ladder's first day late."""
    supervision = supervision_of(event)
    directory = User.objects.directory()
    deadline = supervision.deadline
    people = dict.fromkeys(reminders.who_acts(deadline, directory))
    if event.kind.endswith("issue"):
        people |= dict.fromkeys(reminders.those_above(deadline, ("supervisor", "unit_head"), directory))
    day = clock.zh_day(supervision.reply_due_on)
    words = f"{supervision.get_level_display()}督办" if event.kind.endswith("issue") else "督办答复被退回"
    tell_of(event, supervision, people, f"{words}：{deadline.task}，请于{day}前答复", level="danger")


@on("governance.supervision.answer")
def tell_the_issuer(event):
    """The issuer learns that there is an answer."""
    supervision = supervision_of(event)
    tell_of(event, supervision, [supervision.issued_by_id], f"督办已答复：{supervision.deadline.task}")


@on("governance.supervision.withdraw", "governance.supervision.accept")
def tell_that_it_is_over(event):
    """Whoever had to answer learns that nothing is asked any more."""
    supervision = supervision_of(event)
    people = reminders.who_acts(supervision.deadline, User.objects.directory())
    words = "督办已撤回" if event.kind.endswith("withdraw") else "督办答复已认可"
    tell_of(event, supervision, people, f"{words}：{supervision.deadline.task}")


def supervision_of(event):
    return Supervision.objects.select_related("area", "deadline__area").get(pk=event.object_id)


def tell_of(event, supervision, people, title, level="info"):
    """The title names the step only and may leave the house; the matter stands in the body."""
    deadline = supervision.deadline
    reminders.tell(
        User.objects.filter(pk__in=people).exclude(pk=event.actor_id),
        key=f"supervision:{supervision.pk}:event:{event.pk}",
        title=title,
        body=" ".join(filter(None, [supervision.number, deadline.number, deadline.title])),
        number=supervision.number,
        url=supervision.get_absolute_url(),
        level=level,
    )
