"""How long traces of work are kept: what is no longer needed is removed after the days of the rule `log_keep_days`.

Removed: records of sign-ins and failed ones, answers kept for repeated
requests, finished deliveries, read notices and what was sent to channels for
them, rows of ended jobs and of runs of `verify` and `backup`, lines of log files.  Expired sessions and limits go at
once, and rows of concepts whose own time is over.
Never removed: events, which are the history of every row and bear no deleting
(trigger), and everything that is unread, pending or running.
Source: domain.md §7 (网络安全法: at least six months, to which the rule is bound).
"""

import gzip
import os
import shutil
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import structlog
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Delivery
from governance.kernel.models.jobs import Job
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.models.pages import Submission
from governance.kernel.models.upkeep import UpkeepRun

from . import outside

RULE = "log_keep_days"
OVER = {}  # {name: fn() -> rows whose own time is over, whatever the rule says}
OUTLIVED = {}  # {name: fn(before) -> rows of a concept that say nothing any more}
BATCH = 2000  # rows of one statement: locks stay short
LONGEST_LOG = 20_000_000  # bytes

log = structlog.get_logger(__name__)


def prune():
    """Remove what is older than the rule allows.  Nightly, safe to repeat; returns how many rows and files went."""
    rule = rules.find(RULE)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    gone = {"sessions": remove(sessions.objects.filter(expire_date__lt=clock.now()))}
    gone |= {name: remove(rows()) for name, rows in OVER.items()}
    if rule is None:  # no rule says how long: everything stays
        return gone
    before = clock.now() - timedelta(days=int(rule.value))
    gone |= {name: remove(rows) for name, rows in expired_rows(before).items()}
    put_logs_aside()
    gone["log_files"] = remove_logs(before)
    log.info("pruned", days=int(rule.value), **{name: count for name, count in gone.items() if count})
    return gone


def outlived(name):
    """Register fn(before) -> rows of a concept that are older and say nothing any more: they go with the others."""

    def register(fn):
        OUTLIVED[name] = fn
        return fn

    return register


def over(name):
    """Register fn() -> rows whose own time is over: they go at night, whatever the rule says."""

    def register(fn):
        OVER[name] = fn
        return fn

    return register


def expired_rows(before):
    """{name: rows} of everything that is no longer needed and older than `before`."""
    return {
        "sign_ins": AccessLog.objects.filter(attempt_time__lt=before),
        "failures": AccessFailureLog.objects.filter(attempt_time__lt=before),
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=before),
        "submissions": Submission.objects.filter(created_at__lt=before),
        "deliveries": Delivery.objects.filter(done_at__lt=before),
        "notices": Notice.objects.filter(read_at__isnull=False, created_at__lt=before),
        "dispatches": Dispatch.objects.filter(sent_at__lt=before),
        "given_up": Dispatch.objects.owed()
        .exclude(channel__in=outside.channels())
        .filter(notice__created_at__lt=before),
        "channels": Channel.objects.exclude(name__in=outside.channels()).filter(next_try_at__lt=before),
        "runs": UpkeepRun.objects.outlived(before),
        "jobs": Job.objects.filter(finished_at__lt=before, source="", result=""),
        **{name: rows(before) for name, rows in OUTLIVED.items()},
    }


def remove(rows):
    """Delete these rows a batch at a time, the oldest first; returns how many."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted, _ = rows.model._base_manager.filter(pk__in=keys).delete()
        if not deleted:  # the database keeps them still, by its own clock
            break
        count += len(keys)
    return count


# ------------------------------------------------------------ files
def put_logs_aside():
    """Pack away log files that have grown long, and all of them on the first of a month; returns how many.

    The programs write on into the same file, emptied: it is copied, then cut.
    """
    aside = 0
    for place in sorted(Path(settings.LOG_ROOT).glob("*.log")):
        size = place.stat().st_size
        if "-" in place.stem or not size or (size <= LONGEST_LOG and clock.today().day > 1):
            continue
        packed = place.with_name(f"{place.stem}-{clock.local_moment(clock.now()):%Y%m%dT%H%M%S}.log.gz")
        private = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(place, "rb") as source, open(private, "wb") as file, gzip.open(file, "wb") as target:
            shutil.copyfileobj(source, target)
        os.truncate(place, 0)
        aside += 1
    return aside


def remove_logs(before):
    """Delete the packed log files whose last line is older than `before`; returns how many."""
    old = [
        place
        for place in Path(settings.LOG_ROOT).glob("*-*.log*")
        if place.is_file() and place.stat().st_mtime < before.timestamp()
    ]
    for place in old:
        place.unlink(missing_ok=True)
    return len(old)
