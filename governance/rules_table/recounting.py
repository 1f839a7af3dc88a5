"""Running deadlines after a change of the calendar or of a rule: counted again at once, or by a job where many."""

from dataclasses import dataclass
from datetime import date

from governance.kernel.clock import recounts
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.fresh import forget
from governance.kernel.models.jobs import Job
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep import jobs
from governance.people.models.accounts import User

AT_ONCE = 100  # more are counted by a job
CHUNK = 200  # deadlines in one transaction of the job
KIND = "governance.recount"


@dataclass(frozen=True)
class Recount:
    """What became of the running deadlines: how many moved, or the job that moves them."""

    moved: int
    job: Job | None = None

    @property
    def sentence(self):
        if self.job is not None:
            return f"{self.moved} 件在办事项的期限正在重新计算，进度见任务页"
        return f"{self.moved} 件在办事项的期限已重新计算" if self.moved else "在办事项的期限没有变化"


def moves(first, last):
    """[recounts.Move] of the running deadlines with a day from `first` to `last` in their period."""
    return recounts.preview(in_order(Deadline.objects.counted_over(first, last)))


def moves_by(rule):
    """[recounts.Move] of the running deadlines that began while this version is in force, counted by it."""
    return recounts.preview(in_order(Deadline.objects.counted_within(rule)), by=rule)


def in_order(rows):
    return rows.select_related("area__community", "area__street").order_by("due_on", "id")


def begin_recount(first, last, *, actor, why):
    """Count the deadlines over these days again, in the caller's transaction or by a job; returns the Recount."""
    forget()
    return start(moves(first, last), actor=actor, why=why, params={"first": first, "last": last})


def begin_recount_by(rule, *, actor, why):
    """Count the deadlines that began while this version is in force by it; returns the Recount."""
    forget()
    return start(moves_by(rule), actor=actor, why=why, params={"rule": rule.pk}, by=rule)


def start(found, *, actor, why, params, by=None):
    if len(found) <= AT_ONCE:
        rows = Deadline.objects.filter(pk__in=[move.deadline.pk for move in found])
        return Recount(len(recounts.recount(rows, actor=actor, why=why, by=by)))
    params = {**params, "why": why}
    return Recount(len(found), jobs.start(KIND, title=f"{why}：重新计算期限", owner=actor, params=params))


@jobs.job(KIND)
def recount_all(job, progress):
    """The same in chunks, each a transaction; a repeated run goes on where the last one ended."""
    forget()
    params, by = job.params, None
    if "rule" in params:
        by = Rule.objects.get(pk=params["rule"])
        found = moves_by(by)
    else:
        found = moves(*(date.fromisoformat(params[name]) for name in ("first", "last")))
    actor = User.objects.get(pk=job.owner_id)
    waiting = [move.deadline.pk for move in found]
    progress(0, len(waiting))
    moved = 0
    for begin in range(0, len(waiting), CHUNK):
        rows = Deadline.objects.filter(pk__in=waiting[begin : begin + CHUNK])
        moved += len(recounts.recount(rows, actor=actor, why=params["why"], by=by))
        progress(begin + CHUNK)
    return jobs.Outcome(f"{moved} 件在办事项的期限已重新计算，并已通知承办人")
