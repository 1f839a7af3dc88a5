"""Messages about what happens to a supervision, each sent once to each recipient."""

from django.urls import reverse

from governance.kernel.clock import ladders, messages, reminders
from governance.kernel.clock.ladders import Question, when_late
from governance.kernel.models.notices import Pace
from governance.kernel.steps.events import on
from governance.people.models.accounts import User

from .models import Supervision
from .workflow import asks_why, reply_due


# ------------------------------------------------------------ late deadlines
@when_late
def ask_for_the_reason(deadline):
    """The reminder of a late deadline asks those who must act to say why."""
    url = reverse("governance:deadline_step", args=(deadline.pk, "explain")) if asks_why(deadline) else ""
    return Question("，请说明原因", url) if url else None


# ------------------------------------------------------------ supervisions
@on("governance.supervision.issue", "governance.supervision.send_back", now=True)
def await_answer(supervision, event):
    """The answer is due from the user who must act on the overdue deadline."""
    reminders.begin(supervision, reply_due(supervision))


@on("governance.supervision.issue", "governance.supervision.send_back")
def tell_who_must_answer(event):
    """The users who must act, their direct supervisor and the head of the unit: as on the ladder's first day late."""
    supervision = supervision_of(event)
    directory = User.objects.directory()
    deadline = supervision.deadline
    people = dict.fromkeys(ladders.who_acts(deadline, directory))
    if event.kind.endswith("issue"):
        people |= dict.fromkeys(ladders.superiors_named(deadline, ("supervisor", "unit_head"), directory))
    words = f"{supervision.get_level_display()}督办" if event.kind.endswith("issue") else "督办答复被退回"
    tell_of(event, supervision, people, f"{words}：{deadline.task}，请于{supervision.reply_day}前答复", level="danger")


@on("governance.supervision.answer")
def tell_the_issuer(event):
    """The issuer learns that there is an answer."""
    supervision = supervision_of(event)
    tell_of(event, supervision, [supervision.issued_by_id], f"督办已答复：{supervision.deadline.task}")


@on("governance.supervision.withdraw", "governance.supervision.accept")
def tell_that_it_ended(event):
    """The users who had to answer learn that nothing is asked any more."""
    supervision = supervision_of(event)
    people = ladders.who_acts(supervision.deadline, User.objects.directory())
    words = "督办已撤回" if event.kind.endswith("withdraw") else "督办答复已认可"
    tell_of(event, supervision, people, f"{words}：{supervision.deadline.task}")


def supervision_of(event):
    return Supervision.objects.select_related("area", "deadline__area").get(pk=event.object_id)


def tell_of(event, supervision, people, title, level="info"):
    """The title names the step only, since it may be sent outside; the matter is named in the body.

    What must be answered ("danger") is urgent and told at any hour.
    """
    deadline = supervision.deadline
    messages.notify(
        User.objects.filter(pk__in=people).exclude(pk=event.actor_id),
        key=f"supervision:{supervision.pk}:event:{event.pk}",
        title=title,
        body=" ".join(filter(None, [supervision.number, deadline.number, deadline.title])),
        number=supervision.number,
        url=supervision.get_absolute_url(),
        level=level,
        pace=Pace.AT_ONCE if level == "danger" else Pace.WORKING_TIME,
    )
