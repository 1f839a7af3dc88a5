"""Demo 督办: some of what is late is explained, some is urged; supervisions in every state, by the usual steps."""

from datetime import timedelta

from governance.kernel.clock import clock, desks, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps import events
from governance.people.models import User

from . import actions as acts
from .forms import usual_requirement
from .workflow import DEADLINE

# (who urges, how many working days ago, how far it came, what it is about)
URGED = (
    ("leader", 9, "closed", "governance"),
    ("leader", 6, "issued", "projects"),  # the answer is late by now
    ("office", 4, "answered", "disputes"),
    ("leader", 2, "issued", "projects"),
    ("street", 2, "answered", "projects"),
    ("office", 1, "withdrawn", "governance"),
    ("leader", 1, "issued", "disputes"),
    ("street", 1, "issued", "projects"),
)
REASONS = (
    ("others", "等待相关单位现场会商后答复。"),
    ("complex", "涉及多方意见不一，已安排第二次协商。"),
    ("papers", "所需材料尚未补齐，已通知补正。"),
    ("hands", "经办人员调整，已重新安排专人办理。"),
)
ANSWER = "已与相关方面碰头，明确专人跟进，本周内再次上门，按承诺日期办结。"


def finish(world):
    """What is late by some days, oldest first: explained by who must act, urged by who leads."""
    desks.rehome()
    late = list(
        Deadline.objects.overdue().running().exclude(desk=None).select_related("area", "desk")
        .order_by("due_on", "id")
    )  # fmt: skip
    directory = User.objects.directory()
    for username, ago, state, app in URGED:
        user = world.users[username]
        with clock.travel(moment(world, ago)):
            ready = (row for row in late if DEADLINE.verdict("urge", row, user))
            row = next((row for row in ready if row.object_type.startswith(app)), None)
            if row is None:
                continue
            late.remove(row)
            row = acts.urge(row, actor=user, requirement=usual_requirement(row))
        go_on(world, row, user, state, ago, directory)
    for number, row in enumerate(late[: 3 * len(REASONS) : 2]):
        explain(world, row, directory, number, 3)
    events.deliver_events()


def moment(world, ago):
    """Ten in the morning, so many working days ago."""
    return world.moment(clock.add_workdays(world.today, -ago), 10)


def acting(row, directory):
    """An account that is to act on a deadline."""
    return User.objects.get(pk=reminders.who_acts(row, directory)[0])


def explain(world, row, directory, number, ago):
    kind, words = REASONS[number % len(REASONS)]
    with clock.travel(moment(world, ago)):
        acts.explain(row, actor=acting(row, directory), late_kind=kind, late_reason=words)


def go_on(world, row, user, state, ago, directory):
    supervision = row.supervision
    if state == "withdrawn":
        with clock.travel(moment(world, ago) + timedelta(hours=2)):
            acts.withdraw(supervision, actor=user, note="经核实已另行交办，撤回本单。")
    elif state in ("answered", "closed"):
        explain(world, row, directory, ago, ago - 1)
        promised = clock.add_workdays(world.today, 5)
        with clock.travel(moment(world, ago - 1) + timedelta(minutes=20)):
            acts.answer(supervision, actor=acting(row, directory), answer=ANSWER, promised_on=promised)
        if state == "closed":
            with clock.travel(moment(world, ago - 2)):
                acts.accept(supervision, actor=user, note="同意，请按承诺日期办结。")
