"""Long work behind a progress bar.  Each job is a row first, so that no failure of broker or worker loses it.

A worker that is killed leaves its job to the next one.  Work that writes rows
ends its job in the transaction that writes them (`finish`): they are there
once, whenever it was killed and however often it began anew.

A worker acts in the name of a job's owner, so it does only what the portal
itself wrote down: the row carries a keyed code of task, owner, parameters and
the fingerprints of its files.
"""

import copy
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from celery import shared_task
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.imports import Comparison
from governance.kernel.models.jobs import MOST_ATTEMPTS, Job, JobState
from governance.kernel.models.sealed import give_keys
from governance.kernel.papers import files, stored_files
from governance.kernel.steps.errors import BusinessError, Refused, error_words

from . import nudges
from .crypto import bond, is_bond

NOT_OURS = "这项任务与平台的登记不符，没有办理，请重新提交并告知系统管理员"
BEAT = 0.5  # seconds between two signs of life
DEAD_AFTER = timedelta(seconds=30)  # without a sign of life; an embedded database is back in ten
LONGEST_RUN = 600  # seconds after which a run takes no further job: a task has a time limit, and beat starts the next
RESULT_KEPT = timedelta(days=7)
KINDS = {}  # kind -> function(job, progress) -> Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    message -- one sentence for the person who asked
    result, result_name -- a file to fetch: path below UPLOAD_ROOT, name to save it under
    errors  -- how many places the person must mend; the job then counts as not done
    """

    message: str
    result: str = ""
    result_name: str = ""
    errors: int = 0


class TakenOver(Exception):
    """Another worker does the job by now: what this one wrote is to be undone."""


class Progress:
    """How far a job is: the function sets it, the heartbeat writes it to the database."""

    def __init__(self):
        self.done = self.total = 0

    def __call__(self, done, total=None):
        if total is not None:
            self.total = total
        self.done = min(done, self.total)


def job(kind):
    """Register the function that does jobs of this kind.  It must bear being run twice."""

    def register(work):
        KINDS[kind] = work
        return work

    return register


def start(kind, *, title, owner, params=None, source=""):
    """Put a job into the queue and wake a worker after the commit; returns the Job."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of job: {kind}")
    [queued] = give_keys([Job(kind=kind, title=title, owner=owner, params=params or {}, source=source)])
    queued.source_sha256 = stored_files.fingerprint(source) if source else ""
    queued.code = bond("job", bound(queued))
    queued.save(force_insert=True)
    transaction.on_commit(nudge, robust=True)
    return queued


def bound(job):
    """What the code of a job covers."""
    return [job.pk, job.kind, job.owner_id, job.params, job.source_sha256, job.result_sha256, job.result_name]


def is_ours(job):
    """Whether the portal itself wrote what this job is for whom, and of which files."""
    return is_bond(job.code, "job", bound(job))


def foreign(most=None):
    """The jobs which somebody else put in or changed; among the newest `most` when given."""
    return [job for job in Job.objects.order_by("-id")[:most] if not is_ours(job)]


def nudge():
    """Ask a worker to look at the queue; beat does so each minute anyway."""
    nudges.nudge(run_jobs)


@shared_task(name="governance.run_jobs", ignore_result=True)
def run_jobs(limit=100):
    """Do the queued jobs, and those whose worker ended without finishing, one after the other.  Returns how many."""
    last = time.monotonic() + LONGEST_RUN
    for count in range(limit):
        taken = claim_next_job() if time.monotonic() < last else None
        if taken is None:
            return count
        run(taken)
    return limit


def claim_next_job():
    """Claim the oldest job that waits or whose heartbeat has stopped; None when there is none."""
    dead = Q(state=JobState.RUNNING, heartbeat_at__lt=clock.now() - DEAD_AFTER)
    with transaction.atomic():
        waiting = Job.objects.filter(Q(state=JobState.QUEUED) | dead).order_by("id")
        found = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if found is None:
            return None
        if found.attempts >= MOST_ATTEMPTS:
            end(found, JobState.FAILED, Outcome(broken_off_words(found)))
            return claim_next_job()
        found.attempts += 1
        found.state = JobState.RUNNING
        found.done = 0
        found.started_at = found.heartbeat_at = clock.now()
        found.save()
    return found


def run(taken):
    """Do one claimed job and write down how it ended."""
    progress = Progress()
    with HeartbeatThread(taken, progress):
        try:
            need_ours(taken, Refused(NOT_OURS, "job_not_ours"))
            outcome = KINDS[taken.kind](taken, progress)
            state = JobState.FAILED if outcome.errors else JobState.DONE
        except BusinessError as refusal:
            state, outcome = JobState.FAILED, Outcome(refusal.message)
        except TakenOver:
            log.warning("job_taken_over", job=taken.pk, attempt=taken.attempts)
            return
        except Exception as error:
            log.exception("job_failed", job=taken.pk, kind=taken.kind, attempt=taken.attempts, error=error_words(error))
            if taken.attempts < MOST_ATTEMPTS:
                state, outcome = JobState.QUEUED, Outcome("")
            else:
                state, outcome = JobState.FAILED, Outcome(broken_off_words(taken))
    taken.total = progress.total
    taken.done = progress.total if state == JobState.DONE else progress.done
    end(taken, state, outcome)


def need_ours(job, refusal):
    """Raise the refusal for a job that somebody else put in or changed: nothing is done in the name of its owner."""
    if not is_ours(job):
        log.error("job_not_ours", job=job.pk, kind=job.kind, owner=job.owner_id)
        raise refusal


def finish(taken, progress, outcome):
    """Write the good end of a job, last in the transaction that writes its rows.

    Raises TakenOver, which undoes them, when another worker has the job by now.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("finish() belongs inside the transaction of the rows that the job writes")
    taken.done = taken.total = progress.total
    if not end(taken, JobState.DONE, outcome):
        raise TakenOver


def end(taken, state, outcome):
    """Write the end of a job, unless another worker has taken it over meanwhile; returns whether it was written.

    The code covers the result of a job that is ours; that of another one stays wrong.
    """
    ended = copy.copy(taken)
    ended.result_sha256 = stored_files.fingerprint(outcome.result) if outcome.result else ""
    ended.result_name = outcome.result_name[:160]
    if is_ours(taken):
        ended.code = bond("job", bound(ended))
    return Job.objects.filter(pk=taken.pk, attempts=taken.attempts, state=JobState.RUNNING).update(
        state=state,
        done=taken.done,
        total=taken.total,
        errors=outcome.errors,
        message=outcome.message[:300],
        result=outcome.result,
        finished_at=None if state == JobState.QUEUED else clock.now(),
        result_name=ended.result_name,
        result_sha256=ended.result_sha256,
        code=ended.code,
    )


def broken_off_words(taken):
    return f"处理没有完成（编号 J{taken.pk}），请重新提交；若仍不成功，请把编号告诉系统管理员"


class HeartbeatThread:
    """A thread with its own connection that shows progress while the job's transaction is still open."""

    def __init__(self, taken, progress):
        self.taken, self.progress = taken, progress
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.beat, daemon=True, name=f"job-{taken.pk}")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        self.thread.join()

    def beat(self):
        try:
            while not self.stopped.wait(BEAT):
                self.show()
        finally:
            connection.close()

    def show(self):
        """One sign of life; a database that is away for a moment is asked again with the next."""
        mine = Job.objects.filter(pk=self.taken.pk, attempts=self.taken.attempts, state=JobState.RUNNING)
        total = self.progress.total
        try:
            close_old_connections()
            mine.update(done=min(self.progress.done, total), total=total, heartbeat_at=clock.now())
        except (DatabaseError, InterfaceError) as error:
            log.warning("heartbeat_failed", job=self.taken.pk, error=error_words(error))


def progress_context(taken, *, poll_url="", result_url="", back_url=""):
    """What templates/generic/progress.html shows of a job."""
    return {
        "title": taken.title,
        "state": taken.state,
        "done": taken.done,
        "total": taken.total,
        "percent": taken.percent,
        "errors": taken.errors,
        "message": taken.message,
        "poll_url": poll_url,
        "result_url": result_url if taken.result else "",
        "result_label": taken.result_name,
        "back_url": back_url,
    }


def result_response(taken):
    """The download of a job's result; the caller has checked that it is this user's job."""
    need_ours(taken, stored_files.NotAsKept())
    result = stored_files.open_stored(taken.result, taken.result_sha256)
    return files.file_response(result, taken.result_name, "application/octet-stream")


def sweep():
    """Remove the files of jobs that ended a week ago, and what their sheets would change; the jobs' rows stay.

    Nightly; returns how many jobs.  A job that is not ours keeps what it names: the file may be another's.
    """
    old = Job.objects.filter(finished_at__lt=clock.now() - RESULT_KEPT).exclude(source="", result="")
    ours = [ended for ended in old if is_ours(ended)]
    for ended in ours:
        for path in filter(stored_files.has_shape, (ended.source, ended.result)):
            stored_files.remove(path)
    Comparison.objects.filter(job__in=[ended.pk for ended in ours]).delete()
    return Job.objects.filter(pk__in=[ended.pk for ended in ours]).update(source="", result="")
