"""Every run of `verify` and `backup` leaves a row: what, when, by whom, how it ended."""

import getpass
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError

from governance.kernel.clock import clock
from governance.kernel.models.upkeep import UpkeepRun
from governance.kernel.steps.errors import error_words

LONGEST = 300  # letters of an outcome

log = structlog.get_logger(__name__)


class Ending:
    """How a run ended, told from inside it; nothing was told of one that broke off."""

    def __init__(self):
        self.is_good, self.outcome = False, ""

    def tell(self, is_good, outcome):
        self.is_good, self.outcome = is_good, outcome


@contextmanager
def kept(task, *, by="", parts=()):
    """Keep the run of this block; one that breaks off is kept as such, and what broke it goes on its way.

    by -- who runs it; without, the machine's account that gave the command
    """
    started, ending = clock.now(), Ending()
    try:
        yield ending
    except BaseException as problem:
        ending.tell(False, ending.outcome or f"没有做完：{error_words(problem)}")
        write(task, by, parts, started, ending, problem)
        raise
    write(task, by, parts, started, ending)


def write(task, by, parts, started, ending, problem=None):
    """Write the row.  A database that takes none must not hide how the run itself ended: the log says so then.

    problem -- what broke the run, which is told by whoever ran it: beside it a database that gives no answer is no news
    """
    try:
        UpkeepRun.objects.create(
            task=task,
            parts=", ".join(parts)[:200],
            by=(by or login())[:80],
            started_at=started,
            ended_at=max(clock.now(), started),
            is_good=ending.is_good,
            outcome=ending.outcome[:LONGEST],
        )
    except (DatabaseError, InterfaceError) as error:
        if problem is None or not is_silence(error):
            log.error("run_not_kept", task=str(task), good=ending.is_good, error=error_words(error))


def is_silence(error):
    """Whether this error of the database is that it gave no answer."""
    return isinstance(error, OperationalError | InterfaceError)


def login():
    """The account of the machine that runs this process; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        log.warning("no_login_name", error=error_words(error))
        return "?"


def last_good(task):
    """When everything was last checked, or saved, with a good end; None if never."""
    return UpkeepRun.objects.good().filter(task=task).order_by("-ended_at").values_list("ended_at", flat=True).first()


def last_whole(task):
    """The newest run over everything, however it ended; None without."""
    return UpkeepRun.objects.whole().filter(task=task).order_by("-ended_at").first()
