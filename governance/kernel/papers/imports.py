"""Import from Excel: a declared sheet, its template, a dry run that names every error, all rows or none.

An app declares a `Sheet` and registers it; pages, API and commands then share
`template`, `check` and `start`.  Rows are written by the sheet's own action.
"""

from django.db import IntegrityError, connection, transaction

from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import jobs

from . import stored_files
from .reading import check_database, check_sheet
from .sheets import SHEETS

WAITING_JOB = "25s"  # below the patience with one statement


def import_rows(sheet, source, *, actor, dry_run, progress=None, written=None):
    """Check a workbook and, when nothing is wrong with it, write all of its rows or none.

    dry_run -- write, count and take everything back
    written -- fn(Reading, created, updated) called last in the transaction that writes; not of a dry run

    Two imports of one kind of sheet write one after the other, and each asks anew what is there: whoever comes second
    finds the rows of the first.

    Returns (Reading, created, updated).  Raises BusinessError from the sheet's action.
    """
    reading = check_sheet(sheet, source, actor=actor, progress=progress)
    if not reading.is_good:
        return reading, 0, 0
    try:
        with transaction.atomic():
            lock_sheet(sheet, patience=WAITING_JOB if written else None)
            check_database(sheet, reading, actor)
            if not reading.is_good:
                return reading, 0, 0
            created, updated = sheet.write(reading.rows, actor=actor)
            transaction.set_rollback(dry_run)
            if written and not dry_run:
                written(reading, created, updated)
    except IntegrityError:
        raise Refused("导入期间有人改动了相关数据，没有导入任何行，请重新上传", "changed_meanwhile") from None
    return reading, created, updated


def lock_sheet(sheet, patience=None):
    """Until the end of the transaction nobody else writes rows of this kind of sheet; a portal serves one district.

    patience -- how long to wait for another import: longer in a job, which must not fail because of it
    """
    with connection.cursor() as cursor:
        if patience:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.import'), hashtext(%s))", [sheet.kind])


def start_import(sheet, upload, *, owner, dry_run):
    """Keep an uploaded workbook and put its import into the queue; returns the Job.

    upload -- Checked, as the form's field gives it
    """
    path = stored_files.store(upload.data, "xlsx", folder=stored_files.JOBS)
    title = f"{'检查' if dry_run else '导入'}{sheet.title}：{upload.name}"[:120]
    params = {"sheet": sheet.kind, "dry_run": dry_run, "name": upload.name}
    return jobs.start("import", title=title, owner=owner, params=params, source=path)


@jobs.job("import")
def run_import(job, progress):
    """Do one import; a refused sheet comes back as a copy with every error marked.

    The job ends in the transaction that writes the rows: a worker killed after it leaves nothing to be done again.
    """
    from . import workbooks

    sheet, dry_run = SHEETS[job.params["sheet"]], job.params["dry_run"]

    def written(reading, created, updated):
        jobs.finish(job, progress, done_words(reading, created, updated))

    with stored_files.open_stored(job.source, job.source_sha256) as source:
        reading, created, updated = import_rows(
            sheet, source, actor=job.owner, dry_run=dry_run, progress=progress, written=written
        )
        if not reading.is_good:
            path = stored_files.store(workbooks.marked_copy(sheet, reading), "xlsx", folder=stored_files.JOBS)
            name = f"{job.params['name'].rpartition('.')[0]}_错误标注.xlsx"
            return jobs.Outcome(reading.summary(), result=path, result_name=name, errors=reading.count)
    if dry_run:
        return jobs.Outcome(f"检查通过：共 {len(reading.rows)} 行，将{counts(created, updated)}")
    return done_words(reading, created, updated)


def done_words(reading, created, updated):
    return jobs.Outcome(f"已导入 {len(reading.rows)} 行：{counts(created, updated)}")


def counts(created, updated):
    return f"新增 {created} 行，更新 {updated} 行"
