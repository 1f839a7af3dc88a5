"""Sessions, agreements, facts of the past and what is due of the demo's cases."""

from datetime import time, timedelta

from disputes.cases.models.proceedings import Agreement, CaseRecord, Term
from disputes.cases.workflow import (
    ACCEPTED,
    AGREED,
    ASKED,
    AT_WORK,
    CASE,
    DECLINED,
    FAILED,
    INVESTIGATING,
    MEDIATING,
    REFERRED,
    REPORTED,
    SESSION_AGREED,
    SESSION_FAILED,
    SESSION_OPEN,
    TERMINATED,
)
from governance.kernel.clock import clock, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event

from .copying import copy_in
from .stories import SESSIONS

FORMS = ("face_to_face", "face_to_face", "on_site", "separate", "phone")
RESULTS = {AGREED: SESSION_AGREED, FAILED: SESSION_FAILED, TERMINATED: SESSION_OPEN, MEDIATING: SESSION_OPEN}
TURNED_AWAY = {DECLINED: "decline", REFERRED: "refer"}
ENDINGS = {AGREED: "agree", FAILED: "fail", TERMINATED: "terminate"}


def load(world, made):
    special_cases(world, made)
    copy_in(CaseRecord, (record for case in made.cases for record in records(world, case)))
    agreements(world, made)
    events = [event for case in made.cases for event in facts(world, made, case)]
    copy_in(Event, sorted(events, key=lambda event: event.created_at))
    since = clock.add_months(clock.month_start(world.today), -1)
    ended = [ended_deadline(world, case) for case in made.cases if case.closed_on and case.closed_on >= since]
    Deadline.objects.bulk_create(
        [*(deadline(case) for case in made.cases if case.status in CASE.deadlines), *ended], batch_size=500
    )


def special_cases(world, made):
    """A few cases of the demo accounts show what is rare: an urgent report, an extension that waits."""
    own = world.users["mediator"].pk
    mine = [case for case in made.cases if own in case.handlers and case.status in AT_WORK]
    for number, case in enumerate(sorted(mine, key=lambda case: case.due_on)):
        if number == 1:
            case.extension, case.extension_days, case.extension_reason = ASKED, 20, "等待房屋鉴定结论"
            case.extension_by_id = case.handlers[0]
        elif number == 2:
            case.is_urgent, case.risk, case.urgent_to = True, "high", "月塘派出所"
            case.urgent_at = world.moment(max(case.accepted_on, world.day(2)), 16, 20)
            case.urgent_reason = "一方多次上门争吵，有扬言动手的情形"
        else:
            continue
        case.save()


def records(world, case):
    """The sessions a case of this state has had; an investigated one has its inquiry."""
    if case.status == INVESTIGATING:
        return [record(world, case, "inquiry", 1, case.accepted_on + timedelta(1))]
    if case.status not in RESULTS:
        return []
    last = case.closed_on or world.today
    span = max((last - case.accepted_on).days, 0)
    number = min(1 + (case.status != AGREED) + (span > 20), span + 1)
    days = [case.accepted_on + timedelta(span * (n + 1) // (number + 1)) for n in range(number - 1)] + [last]
    return [record(world, case, "session", n + 1, day, n == number - 1) for n, day in enumerate(days)]


def record(world, case, kind, no, day, is_last=False):
    rng, hour = world.rng, world.rng.choice((9, 10, 14, 15, 19))
    result = "" if kind == "inquiry" else RESULTS[case.status] if is_last else SESSION_OPEN
    return CaseRecord(
        case=case,
        kind=kind,
        no=no,
        form=rng.choice(FORMS),
        held_on=min(day, world.today),
        starts_at=time(hour),
        ends_at=time(hour + 1, 20),
        place=f"{case.place}调解室",
        participants=f"双方当事人，调解员{case.mediators_label}",
        text=rng.choice(SESSIONS),
        result=result,
        is_signed=True,
        created_at=world.moment(min(day, world.today), hour),
    )


def agreements(world, made):
    """Every agreed case has its agreement with one term; two of three in writing."""
    agreed = [case for case in made.cases if case.status == AGREED]
    rows = [
        Agreement(
            case=case,
            form="oral" if case.pk % 3 == 0 else "written",
            made_on=case.closed_on,
            effective_on=case.closed_on,
            facts=case.summary,
            is_signed=True,
            is_sealed=case.pk % 3 != 0,
            oral_record="双方当场口头达成" if case.pk % 3 == 0 else "",
        )
        for case in agreed
    ]
    copy_in(Agreement, rows)
    terms = [
        Term(
            agreement_id=row.pk,
            no=1,
            text=made.stories[row.case_id][2],
            obligor=made.parties[row.case_id][1].masked_name,
            mode="act",
            due_on=row.made_on + timedelta(15),
        )
        for row in rows
    ]
    copy_in(Term, terms)


def facts(world, made, case):
    """The events of the steps that a case has taken."""
    label = {name: step.label for name, step in CASE.steps.items()}
    head = made.rooms.mediators[case.committee_id][0].person
    by_head = f"{head.name}（{case.committee.area.name} 调委会主任）"
    clerk, mediator = f"{case.unit.name}社区专干", f"{case.mediators_label}（人民调解员）"
    first = "report" if case.status == REPORTED else "register"
    steps = [(first, f"{case.unit.name}邻长" if first == "report" else clerk, case.registered_on, 9)]
    if case.status in TURNED_AWAY:
        steps.append((TURNED_AWAY[case.status], by_head, case.registered_on, 15))
    if case.accepted_on:
        steps.append(("accept", by_head, case.accepted_on, 10))
    if case.mediator_id:
        steps.append(("assign", by_head, case.accepted_on, 15))
    if case.status == INVESTIGATING:
        steps.append(("investigate", mediator, case.accepted_on + timedelta(1), 10))
    if case.status in RESULTS:
        steps.append(("mediate", mediator, case.closed_on or world.today, 8))
    ending = ENDINGS.get(case.status)
    if ending:
        steps.append((ending, mediator, case.closed_on, 17))
    target = {name: step.target or "" for name, step in CASE.steps.items()}
    return [
        world.event(
            f"{CASE.kind}.{name}",
            case,
            who,
            label=label[name],
            to=target[name],
            at=world.moment(min(day, world.today), hour, case.pk % 60),
        )
        for name, who, day, hour in steps
    ]


def ended_deadline(world, case):
    """What a case waited for that was closed lately: the board of last month counts it among what was open then."""
    row = reminders.unsaved_deadline(case, CASE.deadlines[MEDIATING], case.accepted_on)
    row.closed_at, row.next_rung_on = min(world.moment(case.closed_on, 17), clock.now()), None
    return row


def deadline(case):
    """What the case waits for, as the workflow would have opened it."""
    due = CASE.deadlines[case.status]
    start = case.accepted_on if case.status != ACCEPTED and case.accepted_on else case.registered_on
    row = reminders.unsaved_deadline(case, due, start)
    row.assignee_id = case.handlers[0] if due.assignee and case.handlers else None
    return row
