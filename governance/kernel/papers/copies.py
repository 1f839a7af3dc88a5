"""What a register holds, as a workbook of its sheet: to be corrected and imported again, masked or in full."""

from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.events import record
from governance.kernel.upkeep import jobs
from governance.kernel.upkeep.disclosure import reason_given

from . import stored_files
from .sheets import SHEETS

GONE = "您的岗位已不能维护这个台账，没有导出"


def exported(sheet, actor, *, full=False):
    """The rows that the actor may change, as bytes of a workbook; masked unless `full` and theirs to see."""
    from . import workbooks  # openpyxl is heavy and needed only here

    beside = sheet.beside(actor) if sheet.beside else None

    def shows(row):
        return full and (sheet.discloses is None or sheet.discloses(row, actor))

    return workbooks.export(sheet, sheet.rows(actor).iterator(2000), full=shows, beside=beside)


def given_out(sheet, actor, reason):
    """The same in full; the record keeps who, when, why, which columns and how many rows, never the rows.

    Refuses reason_missing.  Event `<account>.disclose`.  Source: domain.md §7.
    """
    why = reason_given(reason, "导出")
    data = exported(sheet, actor, full=True)
    fields = [column.header for column in sheet.columns if column.mask]
    with transaction.atomic():
        record(
            f"{actor._meta.label_lower}.disclose",
            actor,
            actor=actor,
            label=f"导出{sheet.title}（明文）"[:60],
            data={"note": why, "fields": fields, "facts": [["行数", f"{sheet.rows(actor).count()} 行"]]},
        )
    return data


def start_export(sheet, *, owner, back_url):
    """Put a long masked export into the queue; a second click finds the first one's job.  Returns the Job."""
    params = {"sheet": sheet.kind, "back_url": back_url}
    same = Job.objects.visible_to(owner).unfinished().filter(kind="sheet_export", params=params).first()
    return same or jobs.start("sheet_export", title=f"导出{sheet.title}", owner=owner, params=params)


@jobs.job("sheet_export")
def run_export(job, progress):
    """Write the workbook and keep it for its owner."""
    sheet = SHEETS[job.params["sheet"]]
    if not (job.owner.is_active and job.owner.has(sheet.permission)):
        raise NotAllowed(GONE)
    count = sheet.rows(job.owner).count()
    progress(0, count)
    path = stored_files.store(exported(sheet, job.owner), "xlsx", folder=stored_files.JOBS)
    progress(count, count)
    name = f"{sheet.title}_{clock.today():%Y%m%d}.xlsx"
    return jobs.Outcome(f"已导出 {count} 行", result=path, result_name=name)
