"""Demo 督办: some of what is late is explained, some is urged; supervisions in every state, by the usual steps."""

from datetime import timedelta

from governance.kernel.clock import clock, desks, ladders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps import events
from governance.people.models.accounts import User

from . import actions as acts
from .forms import usual_requirement
from .workflow import ANSWERED, CLOSED, DEADLINE, ISSUED, WITHDRAWN

# (who urges, how many working days ago, how far it came, what it is about)
URGED = (
    ("leader", 9, CLOSED, "governance"),
    ("leader", 6, ISSUED, "projects"),  # the answer is late by now
    ("office", 4, ANSWERED, "disputes"),
    ("leader", 2, ISSUED, "projects"),
    ("street", 2, ANSWERED, "projects"),
    ("office", 1, WITHDRAWN, "governance"),
    ("leader", 1, ISSUED, "disputes"),
    ("street", 1, ISSUED, "projects"),
)
REASONS = (
    ("others", "等待相关单位现场会商后答复。"),
    ("complex", "涉及多方意见不一，已安排第二次协商。"),
    ("papers", "所需材料尚未补齐，已通知补正。"),
    ("hands", "经办人员调整，已重新安排专人办理。"),
)
ANSWER = "已与相关方面碰头，明确专人跟进，本周内再次上门，按承诺日期办结。"


def finish(world):
    """What is late by some days, oldest first: explained by users who must act, urged by leaders."""
    desks.rehome()
    rows = Deadline.objects.overdue().exclude(desk=None).select_related("area", "desk")
    late = list(rows.order_by("due_on", "id"))
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
        continue_supervision(world, row, user, state, ago, directory)
    for number, row in enumerate(late[: 3 * len(REASONS) : 2]):
        explain(world, row, directory, number, 3)
    events.deliver_events()


def moment(world, ago):
    """Ten in the morning, so many working days ago."""
    return world.moment(clock.add_workdays(world.today, -ago), 10)


def find_actor(row, directory):
    """An account that is to act on a deadline."""
    return User.objects.get(pk=ladders.who_acts(row, directory)[0])


def explain(world, row, directory, number, ago):
    kind, words = REASONS[number % len(REASONS)]
    with clock.travel(moment(world, ago)):
        acts.explain(row, actor=find_actor(row, directory), late_kind=kind, late_reason=words)


def continue_supervision(world, row, user, state, ago, directory):
    supervision = row.supervision
    if state == WITHDRAWN:
        with clock.travel(moment(world, ago) + timedelta(hours=2)):
            acts.withdraw(supervision, actor=user, note="经核实已另行交办，撤回本单。")
    elif state in (ANSWERED, CLOSED):
        explain(world, row, directory, ago, ago - 1)
        promised = clock.add_workdays(world.today, 5)
        with clock.travel(moment(world, ago - 1) + timedelta(minutes=20)):
            acts.answer(supervision, actor=find_actor(row, directory), answer=ANSWER, promised_on=promised)
        if state == CLOSED:
            with clock.travel(moment(world, ago - 2)):
                acts.accept(supervision, actor=user, note="同意，请按承诺日期办结。")
