"""督办: why work is late, who urges it, and what was answered (domain.md §2.17)."""

from governance.kernel.clock import clock, reminders, rules, serials
from governance.kernel.figures.formats import provisional
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.scopes import ROOT
from governance.kernel.papers.documents import print_document
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock, save_valid

from .models import Supervision
from .papers import SUPERVISION_PAPER
from .workflow import DEADLINE, ISSUED, LATE_KINDS, PERIOD, SUPERVISION, URGE, reply_due


# ------------------------------------------------------------ of a deadline
@DEADLINE.step("explain")
def explain(deadline, *, actor, work, late_kind, late_reason, note=""):
    """The user who must act says why it is late; a second explanation replaces the first, the timeline keeps both.

    Event `governance.deadline.explain` on the overdue object.
    Source: domain.md §2, default reminder ladder (T+3).
    """
    deadline.late_reason = late_reason
    work.to(late_kind)
    deadline.step_message = "已说明逾期原因"
    return {"note": late_reason, "facts": [["原因", LATE_KINDS[late_kind].label]]}


@DEADLINE.step("urge")
def urge(deadline, *, actor, requirement, note=""):
    """A leader issues a supervision for a late deadline; the user who must act has to answer it.

    Sets `supervision` on the returned deadline.  Refuses closed, not_overdue,
    own_desk, desk_above, urged_already (409, with who was faster and when).
    Events `governance.supervision.issue`, and `governance.deadline.urge` on the overdue object.
    """
    issued = issue_supervision(deadline, actor, requirement)
    deadline.supervision, deadline.event_label = issued, f"{issued.get_level_display()}督办"
    deadline.step_message = f"已发出督办单{issued.number}，{issued.reply_day}前答复"
    deadline.followed_n += 1
    return {
        "supervision": issued.pk,
        "note": requirement,
        "facts": [["督办单", issued.number], reply_fact(issued)],
    }


def issue_supervision(deadline, actor, requirement):
    """Save a new supervision of the year, with its number and its own event."""
    today = clock.today()
    no = serials.take_number(f"supervision:{today.year}")
    is_district = ROOT in actor.scope(URGE).paths
    issued = Supervision(
        deadline=deadline,
        area=deadline.area,
        year=today.year,
        no=no,
        number=serials.official_number(rules.value("supervision_number_prefix", today), today.year, no),
        level=Supervision.Level.DISTRICT if is_district else Supervision.Level.STREET,
        was_due_on=deadline.due_on,
        requirement=requirement,
        issued_by=actor,
        issued_at=clock.now(),
        reply_due_on=rules.deadline(PERIOD, today),
        created_by=actor,
        is_demo=actor.is_demo,
    )
    save_valid(issued)
    facts = [["事项", deadline.title], ["环节", deadline.task], reply_fact(issued)]
    data = {"from": "", "to": ISSUED, "note": requirement, "facts": facts}
    record("governance.supervision.issue", issued, actor=actor, label="发出督办单", data=data)
    return issued


def reply_fact(supervision):
    """The day of the answer, as the timeline shows it."""
    return ["答复期限", provisional(clock.zh_date(supervision.reply_due_on), supervision.reply_is_provisional)]


# ------------------------------------------------------------ of a supervision
@SUPERVISION.step("answer")
def answer(supervision, *, actor, answer, promised_on, note=""):
    """The user who must act writes what was done, and the day until which the rest will be.

    Refuses promised_in_the_past.
    """
    if promised_on < clock.today():
        raise Refused("承诺办结日期不能早于今天", "promised_in_the_past", field="promised_on")
    supervision.answer, supervision.promised_on = answer, promised_on
    supervision.answered_by, supervision.answered_at = actor, clock.now()
    return {"note": answer, "facts": [["承诺办结", clock.zh_date(promised_on)]]}


@SUPERVISION.step("accept")
def accept(supervision, *, actor, note=""):
    """The issuer accepts the answer; the overdue work itself continues."""
    supervision.closed_at = clock.now()


@SUPERVISION.step("send_back")
def send_back(supervision, *, actor, note):
    """The issuer wants another answer; the first stays on the timeline, and the period begins again."""
    supervision.reply_due_on = rules.deadline(PERIOD, clock.today())
    return {"facts": [reply_fact(supervision)]}


@SUPERVISION.step("withdraw")
def withdraw(supervision, *, actor, note):
    """The issuer takes it back and says why; the number stays used."""
    supervision.closed_at = clock.now()
    deadline = lock(supervision.deadline)  # in a race with its end one of the two must try again
    deadline.followed_n -= 1
    deadline.save(update_fields=["followed_n"])


@SUPERVISION.step("close")
def close(supervision, *, actor, note=""):
    """The overdue work is done: nothing is left to urge."""
    supervision.closed_at = clock.now()


@reminders.on_end
def follow_duty(ended, begun):
    """An urged deadline ended: its supervision moves to the same duty while that is late, else it is closed.

    In the transaction of the step that ended it.
    """
    rows = Supervision.objects.filter(deadline=ended.pk)
    if begun is None or begun.due_on is None or begun.due_on >= clock.today():
        for row in rows.open().select_related("area"):
            close(row, actor=None, note="督办的事项已办结，自动销号")
        return
    rows.update(deadline=begun)
    Deadline.objects.filter(pk=begun.pk).update(followed_n=ended.followed_n)
    for row in Supervision.objects.waiting().filter(deadline=begun):
        runs = Deadline.objects.open().filter(object_type=row._meta.label_lower, object_id=row.pk)
        since = runs.values_list("opened_on", flat=True).first()
        reminders.close(row)
        reminders.begin(row, reply_due(row, since))


def print_paper(supervision, *, actor):
    """The bytes of the 督办单; event `governance.supervision.print`."""
    return print_document(SUPERVISION_PAPER, {"supervision": supervision}, obj=supervision, actor=actor)
