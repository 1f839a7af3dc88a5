"""Export to Excel: any rows as a workbook to download, or as a long export that runs as a job.

Code that writes a workbook imports `cells` at that moment: openpyxl is heavy.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.upkeep import jobs

from . import files, stored_files
from .uploads import EXCEL

STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
IN_MEMORY = 4 * 1024 * 1024
EXPORTERS = {}  # name -> Exporter


def xlsx_response(name, rows, *, about=()):
    """The workbook as a download, for lists that are written in a moment."""
    from .cells import write_xlsx

    return download(name, lambda target: write_xlsx(target, rows, title=name.rpartition(".")[0], about=about))


def download(name, write):
    """What write(file) makes, as a download."""
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the response closes it
    write(target)
    target.seek(0)
    return files.file_response(target, name, EXCEL)


# ------------------------------------------------------------ a few small sheets
@dataclass(frozen=True)
class SmallSheet:
    """One small table of a workbook: what it is about, its heads, its rows, and the row of sums below."""

    title: str
    head: list
    rows: list
    foot: list | None = None
    about: tuple = ()


def sheets_response(name, sheets):
    """Several small sheets as one download; each begins with the lines that say what it is about."""
    from .cells import write_sheets

    return download(name, lambda target: write_sheets(target, sheets))


# ------------------------------------------------------------ long exports
@dataclass(frozen=True)
class Exporter:
    """One export that runs as a job.

    rows  -- fn(owner, params) -> heads, then rows, with exactly what `owner` may see
    count -- fn(owner, params) -> how many rows, for the bar
    about -- fn(owner, params) -> [(what, value)]: more lines for the sheet that explains the export
    """

    rows: Callable
    count: Callable
    about: Callable = lambda owner, params: []


def exporter(name, **functions):
    """Register a long export under a name; see `Exporter`."""
    EXPORTERS[name] = Exporter(**functions)


def start(name, *, title, owner, params=None, back_url=""):
    """Put an export into the queue; returns its Job.  Raises ValueError for an unknown name."""
    if name not in EXPORTERS:
        raise ValueError(f"no such export: {name}")
    asked = {"exporter": name, "params": params or {}, "back_url": back_url or reverse("jobs")}
    return jobs.start("export", title=title, owner=owner, params=asked)


@jobs.job("export")
def run_export(job, progress):
    """Write the workbook a job asks for and keep it for its owner."""
    from .cells import write_xlsx

    wanted = EXPORTERS[job.params["exporter"]]
    params = job.params["params"]
    total = wanted.count(job.owner, params)
    progress(0, total)
    about = [("导出人", job.owner.signature()), ("导出时间", clock.now()), *wanted.about(job.owner, params)]
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as target:
        count = write_xlsx(target, wanted.rows(job.owner, params), title=job.title, about=about, progress=progress)
        target.seek(0)
        path = stored_files.store(target.read(), "xlsx", folder=stored_files.JOBS)
    progress(count, count)
    name = f"{job.title}_{clock.today():%Y%m%d}.xlsx"
    return jobs.Outcome(f"已导出 {count} 行", result=path, result_name=name)
