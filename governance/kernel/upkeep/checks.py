"""What must always be true: each concept registers its checks, `manage.py verify` runs them all.

@check("seals")
def seals():
    return [sentence, …]        # what is off, nothing when all is well

expect_triggers(Vote, "vote_stays_sealed")      # in checks.py of the concept whose migration creates them
"""

from collections import defaultdict
from contextlib import nullcontext

import structlog
from axes.models import AccessFailureLog, AccessLog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

from governance.kernel.clock import rules
from governance.kernel.models.chain import ChainBlock, ChainNote, ChainPending, GuardRecord
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule
from governance.kernel.models.upkeep import CLOCK, Task
from governance.kernel.papers import files
from governance.kernel.steps.errors import error_words

from . import chain, crypto, guards, jobs, living, privileges, proof, removals, runs, server, watch

MINUTE = 60  # seconds
LONGEST = 20 * MINUTE  # for the run of the night, below the broker's visibility timeout
CHECKS = {}
HINTS = {}  # what people should look at; nothing of it is a fault by itself
TRIGGERS = defaultdict(list)  # {name of a table: names of the triggers that protect or count its rows}

log = structlog.get_logger(__name__)


def check(name):
    """Register fn() -> list of sentences under a name that is printed before them."""

    def register(fn):
        CHECKS[name] = fn
        return fn

    return register


def hint(name):
    """Register fn() -> list of sentences that `verify` prints without calling anything off."""

    def register(fn):
        HINTS[name] = fn
        return fn

    return register


def hints(names=()):
    """[(name, sentence)] of everything that people should look at."""
    return [(name, sentence) for name, fn in HINTS.items() if not names or name in names for sentence in fn()]


def expect_triggers(model, *names):
    """Let `verify` check that these triggers on a model's table exist and are switched on."""
    TRIGGERS[model._meta.db_table] += names


def expected_triggers():
    """{table: names of the triggers it has}, with the one that notes the changes of a living table."""
    found = {table: list(names) for table, names in TRIGGERS.items()}
    for table in living.tables():
        found.setdefault(table, []).append(living.TRIGGER)
    return found


def keep_on_record(model, *, expires="", without=()):
    """Let blocks of the chain vouch for the rows of a table that are only ever added.

    Its migration makes the trigger `awaits_block`, which tells the chain of every new row.

    expires -- the column with the moment of a row that retention may remove later
    without -- columns that change afterwards
    """
    columns = [field.column for field in model._meta.concrete_fields if field.column not in without]
    chain.TABLES[model._meta.db_table] = chain.Table(model, sorted(columns), expires, without)
    expect_triggers(model, "awaits_block")


def run(names=()):
    """[(name, sentence)] of everything that is off, in the order of registration.

    A check that cannot run stops none of the others.
    """
    with server.own_path():
        return [
            (name, told) for name, fn in CHECKS.items() if not names or name in names for told in sentences(name, fn)
        ]


def sentences(name, fn):
    """What one check says, with names that mean our tables; that it could not run is a fault, too."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext(), server.own_path():
            return fn()
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        log.exception("check_broke_off", check=name)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return [f"this could not be checked, something stands in the way: {error_words(error)}"]


def verify(names=(), *, by=""):
    """Run the checks and keep that they were run; returns what `run` does."""
    with runs.kept(Task.VERIFY, by=by, parts=names) as ending:
        found = run(names)
        kinds = "、".join(dict.fromkeys(name for name, _ in found))
        ending.tell(not found, f"{len(found)} 处不符：{kinds}" if found else "全部无误")
    return found


@shared_task(name="governance.verify", ignore_result=True, soft_time_limit=LONGEST, time_limit=LONGEST + MINUTE)
def verify_at_night():
    """Check everything, by the clock; the row of the run says how it ended.  Returns how many things are off."""
    found = verify(by=CLOCK)
    if found:
        log.error("verify_found", count=len(found), checks=sorted({name for name, _ in found}))
    return len(found)


@check("settings")
def settings_of_the_server():
    """What is set for server, database and role leaves the guards in force."""
    return server.faults()


@check("definitions")
def definitions():
    """Functions, triggers, constraints and mighty roles are those that the migrations left."""
    return guards.faults()


@hint("commands")
def commands_are_written_down():
    """The database writes down which commands change its guards, and who removes notes: else one may be off unseen."""
    if not (watch.is_watched() and removals.are_watched()):
        return [watch.NOT_WATCHED]
    return removals.lacks()


@check("guards")
def triggers():
    """Every trigger that a concept expects exists and is switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        enabled = set(cursor.fetchall())
    return [
        f"trigger {name} on {table} is missing or switched off"
        for table, names in expected_triggers().items()
        for name in names
        if (table, name) not in enabled
    ]


@check("roles")
def roles():
    """The role that runs the portal may do no more to its tables than it needs."""
    return privileges.faults()


@check("rules")
def catalogued_rules():
    """The rules that come with the portal are in the table: without them deadlines and reminders fail."""
    codes = rules.missing()
    named = ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
    return [f"{len(codes)} rules of the catalogue are missing ({named}): run manage.py load_rules"] if codes else []


@check("record")
def record():
    """Every row of the record is as its block of the chain says, and the chain as the file outside says."""
    return proof.faults()


@check("rows")
def rows_of_the_portal():
    """Every row is as the portal itself wrote it last, none was removed or put in otherwise."""
    return proof.row_faults()


def restored_rows():
    """What is off with the rows of a backup that was just put in; the file outside tells of another state then."""
    return sentences("record", lambda: proof.faults(with_file=False)) + sentences("rows", proof.row_faults)


@check("sealed")
def sealed_values():
    """Every sealed value opens in its own table, column and row."""
    return [
        f"{model._meta.db_table} {pk}: {field.column} does not open: {reason}"
        for model, pk, field, reason in crypto.unreadable()
    ]


@check("files")
def stored_files():
    """Every attachment has its bytes, unchanged, and no file is left without a row."""
    return files.mismatches(deep=True)


@check("jobs")
def jobs_of_the_portal():
    """Every job says what the portal wrote: a worker acts in the name of its owner."""
    return [f"governance_job {job.pk} was put in or changed past the portal" for job in jobs.foreign()]


expect_triggers(Attachment, "attachment_stays")
expect_triggers(Event, "event_append_only", "event_no_truncate", "marks_feed")
expect_triggers(ChainBlock, "block_append_only", "block_no_truncate")
expect_triggers(GuardRecord, "guard_record_stays", "guard_record_no_truncate")
for notes in (ChainNote, ChainPending):
    expect_triggers(notes, "signs_note", "tells_removal", "tells_change", "tells_emptying")
keep_on_record(Event)
keep_on_record(AccessLog, expires="attempt_time", without=("logout_time",))
keep_on_record(AccessFailureLog, expires="attempt_time")
expect_triggers(Rule, "rule_within_its_bound")
