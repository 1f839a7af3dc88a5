"""What the clients of `bench.kills` were told, compared with what the portal holds: nothing lost, nothing doubled.

Each function yields sentences; no sentence means that all is well.
"""

import re
from collections import Counter

from django.db import close_old_connections

from bench.load import DEMANDS, DONE, OPEN, REFUSED, ROSTER_ROWS
from bench.victims import until
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.models.chain import ChainPending
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.files import Attachment
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.models.notices import Notice
from governance.kernel.models.pages import Submission
from governance.kernel.papers import stored_files
from governance.models import Appointment, Person
from projects.models import Demand, Visit

SETTLED_WITHIN = 300  # seconds after the last kill in which everything owed must be done
NUMBERED = {"demand": Demand, "visit": Visit}  # `verify` counts those of cases
MADE = {  # where the mark stands, and the event of the beginning
    "demand": (Demand, "content__contains", "projects.demand.register"),
    "visit": (Visit, "place__contains", "projects.visit.record"),
}
COUNTED = (Demand, Visit, MediationCase, Person, Appointment, Job, Attachment)


def newest():
    """{model: highest key} before the load."""
    return {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in COUNTED}


def settle():
    """Wait until nothing is owed any more; yields what still is."""
    owed = {
        "deliveries wait": lambda: Delivery.objects.filter(done_at=None),
        "jobs wait or run": lambda: Job.objects.unfinished(),
        "rows of the record are in no block": lambda: ChainPending.objects.all(),
    }
    for words, rows in owed.items():
        try:
            until(lambda rows=rows: not fresh(rows).exists(), SETTLED_WITHIN, words)
        except TimeoutError:
            yield f"{fresh(rows).count()} {words} after {SETTLED_WITHIN} s"


def fresh(rows):
    """Rows asked for on a connection that works."""
    close_old_connections()
    return rows()


def is_running(kind):
    """Whether a job of this kind is at work."""
    return fresh(lambda: Job.objects.filter(kind=kind, state=JobState.RUNNING)).exists()


def faults(ledger, before):
    """Everything that is not as the clients were told."""
    yield from unanswered(ledger)
    yield from rows_of(ledger, "demand", before)
    yield from rows_of(ledger, "visit", before)
    yield from steps(ledger)
    yield from mediations(ledger, before)
    yield from rosters(ledger, before)
    yield from jobs(ledger, before)
    yield from numbers()
    yield from twins()


def unanswered(ledger):
    for one in ledger.sent:
        if one.outcome == OPEN:
            yield f"{one.kind} {one.mark} {one.step}: no answer, sent {one.tries} times"


def rows_of(ledger, kind, before):
    """Each row that was answered with success is there once with its event and files, what was refused is not."""
    model, lookup, first = MADE[kind]
    label, known = model._meta.label_lower, 0
    for one in ledger.of(kind):
        rows = list(model.objects.filter(**{lookup: one.mark}).order_by("pk"))
        wanted = 1 if one.outcome == DONE else 0
        known += wanted
        if len(rows) != wanted and one.outcome != OPEN:
            yield f"{kind} {one.mark} was answered {one.status} and is there {len(rows)} times"
        for row in rows[:wanted]:
            made = Event.objects.filter(kind=first, object_type=label, object_id=row.pk).count()
            if made != 1:
                yield f"{kind} {one.mark} has {made} events {first}"
            if one.answer and (row.pk, row.number) != (one.answer["id"], one.answer["number"]):
                yield f"{kind} {one.mark} was answered as {one.answer['number']} and is {row.number}"
            kept = list(Attachment.objects.filter(object_type=label, object_id=row.pk, kind=kind))
            if len(kept) != one.files:
                yield f"{kind} {one.mark} has {len(kept)} of {one.files} files"
            yield from (f"{kind} {one.mark}: {file.path} is not on the disk" for file in kept if not is_whole(file))
    there = model.objects.filter(pk__gt=before[model]).count()
    if there != known:
        yield f"{there} rows of {label} are new, {known} were answered with success"


def is_whole(file):
    return (stored_files.root() / file.path).is_file()


def steps(ledger):
    """Each step that was answered with success has one event, a refused one has none."""
    wanted = Counter((one.mark, one.step) for one in ledger.of("step", DONE))
    for key, step in {(one.mark, one.step) for one in ledger.of("step")}:
        found = Event.objects.filter(kind=f"projects.demand.{step}", object_id=key).count()
        if found != wanted[key, step]:
            yield f"demand {key}: {step} was answered with success {wanted[key, step]} times and happened {found} times"


def mediations(ledger, before):
    """The reaction to each demand sent to mediation ran once: one case."""
    sent = {one.mark for one in ledger.of("step", DONE) if one.step == "to_mediation"}
    found = Counter(MediationCase.objects.filter(pk__gt=before[MediationCase]).values_list("demand_id", flat=True))
    for key in sent | set(found):
        if found[key] != (key in sent):
            yield f"demand {key}: {found[key]} cases of mediation instead of {int(key in sent)}"


def rosters(ledger, before):
    """Each row of a roster that was imported is there once; of one that was not imported, none."""
    known = 0
    for one in ledger.of("roster"):
        job = Job.objects.filter(title__contains=one.mark).first()
        wanted = ROSTER_ROWS if job and job.state == JobState.DONE and not one.step else 0
        known += wanted
        found = Counter(Appointment.objects.filter(block__startswith=one.mark).values_list("block", flat=True))
        people = Person.objects.filter(appointments__block__startswith=one.mark).distinct().count()
        if len(found) != wanted or sum(found.values()) != wanted or people != wanted:
            yield f"roster {one.mark}: {sum(found.values())} posts, {people} people instead of {wanted}"
        told = f"已导入 {ROSTER_ROWS} 行：新增 {ROSTER_ROWS} 行，更新 0 行"
        if wanted and job.message != told:
            yield f"roster {one.mark}: its job says {job.message}"
    for model in (Person, Appointment):
        there = model.objects.filter(pk__gt=before[model]).count()
        if there != known:
            yield f"{there} rows of {model._meta.label_lower} are new, {known} were imported"
    events = Event.objects.filter(kind="governance.appointment.import", data__to="in_office")
    new = events.filter(object_id__gt=before[Appointment]).count()
    if new != known:
        yield f"{new} events of imported posts for {known} posts"


def jobs(ledger, before):
    """Each form that was answered with a job made one, and each job ended."""
    made = Job.objects.filter(pk__gt=before[Job])
    for one in ledger.of("roster"):
        found = made.filter(title__contains=one.mark).count()
        if one.outcome != OPEN and found != (one.outcome == DONE):
            yield f"roster {one.mark} was answered {one.status} and has {found} jobs"
    for one in ledger.of("export", DONE):
        if not made.filter(pk=int(re.search(r"/jobs/(\d+)/", one.place).group(1))).exists():
            yield f"export {one.mark}: {one.place} is no job"
    for job in made.exclude(state__in=(JobState.DONE, JobState.FAILED)):
        yield f"job {job.pk} ({job.title}) is still {job.state}"
    for job in made.filter(kind="export", state=JobState.DONE):
        if not (stored_files.root() / job.result).is_file():
            yield f"job {job.pk} ({job.title}): its workbook is not on the disk"


def numbers():
    """Each series has every number once, none is missing."""
    year = clock.today().year
    for kind, model in NUMBERED.items():
        for last in Serial.objects.filter(series__startswith=f"{kind}:", series__endswith=f":{year}"):
            there = model.objects.filter(number__contains=f"-{year}-").values_list("number", flat=True)
            given = sorted(int(number.rpartition("-")[2]) for number in there)
            if given != list(range(1, last.last + 1)):
                yield f"{last.series}: {len(given)} numbers up to {max(given, default=0)}, {last.last} were given out"


def twins():
    """Nothing that happens once happened twice: one answer for each key, one message for each fact."""
    for model, names in (
        (Submission, ("user", "key")),
        (Notice, ("recipient", "key")),
        (Delivery, ("event", "handler")),
    ):
        seen = Counter(model.objects.values_list(*names))
        yield from (
            f"{model._meta.label_lower} {key} is there {count} times" for key, count in seen.items() if count > 1
        )


def totals(ledger):
    """{kind: (done, refused, repeated after no answer)} for the summary."""
    found = {}
    for kind in sorted({one.kind for one in ledger.sent}):
        told = ledger.of(kind)
        outcomes = Counter(one.outcome for one in told)
        found[kind] = (outcomes[DONE], outcomes[REFUSED], sum(one.tries > 1 for one in told))
    return found


def seen_by_programs(client, ledger):
    """What the API itself shows of the demands it answered: each can be read, as its registrar was told."""
    for one in ledger.of("demand", DONE):
        if one.mark.split("-")[1] != client.name:
            continue
        answer = client.insist("GET", f"{DEMANDS}{one.answer['id']}/", **client.key)
        if answer is None or answer[0] != 200:
            yield f"demand {one.mark}: the API answers {answer and answer[0]}"
