"""Import from Excel: a sheet is compared with the register, somebody looks at it, and what was confirmed is written.

An app declares a `Sheet` and registers it; pages and commands then share `template`, `check_sheet` and this module.
Rows are written by the sheet's own action.

    start_comparing  the job that reads an upload and keeps what it would change (`models.imports`); writes nothing
    start_writing    the job that writes the rows which were confirmed, in one transaction, if they still say the same
    import_rows      all rows or none, at once, for sheets that nobody is asked about
"""

from collections import Counter, defaultdict
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from governance.kernel.figures.formats import some_of
from governance.kernel.models.imports import WRITTEN, Comparison, ImportRow, Outcome
from governance.kernel.models.jobs import JobState
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import jobs

from . import stored_files
from .differences import compare, digest_of_all
from .reading import check_database, check_sheet
from .sheets import CHANGES, KNOWN, ROW, SHEETS

KINDS = ("import", "import_write")  # of the jobs: a sheet is compared, its confirmed rows are written
WAITING_JOB = "25s"  # below the patience with one statement
BATCH = 2000
MOST_NAMED = 10  # rows that were not written, named by their numbers
CHANGED_MEANWHILE = "导入期间有人改动了相关数据，没有导入任何行，请重新上传"
CHANGED_SINCE = "看过以后有人改动了登记，没有导入任何行"


class RowsRefused(Refused):
    """Some rows were refused when they were to be written; nothing of the sheet was written.

    faults -- [(row number, column name or "", sentence)]
    """

    code = "rows_refused"

    def __init__(self, faults, message=""):
        super().__init__(message or f"有 {len(faults)} 行不能办理，已标出，没有导入任何行")
        self.faults = faults


# ------------------------------------------------------------ at once
def import_rows(sheet, source, *, actor, dry_run, progress=None):
    """Check a workbook and, when nothing is wrong with it, write all of its rows or none.

    dry_run -- write, count and take everything back

    Two imports of one kind of sheet write one after the other, and each asks anew what is there: whoever comes second
    finds the rows of the first.

    Returns (Reading, created, updated).  Raises BusinessError from the sheet's action.
    """
    reading = check_sheet(sheet, source, actor=actor, progress=progress)
    if not settled(sheet, reading):
        return reading, 0, 0
    with writing(sheet):
        check_database(sheet, reading, actor)
        if not settled(sheet, reading):
            return reading, 0, 0
        created, updated = sheet.write(to_write(reading), actor=actor)
        transaction.set_rollback(dry_run)
    return reading, created, updated


def to_write(reading):
    """The rows that are new or change something."""
    return [row for row in reading.rows if row[KNOWN] is None or row[CHANGES]]


def settled(sheet, reading):
    """Whether all rows can be written; open questions become refusals, and what changes of known rows is found."""
    reading.ask_in_copy()
    if reading.is_good:
        for one in compare(sheet, reading):
            for fault in one.faults:
                reading.refuse(one.number, "", fault[-1])
    return reading.is_good


@contextmanager
def writing(sheet, patience=None):
    """The transaction in which rows of a kind of sheet are written; until its end nobody else writes rows of this kind.

    A portal serves one district.

    patience -- how long to wait for another import: longer in a job, which must not fail because of it

    Raises Refused "changed_meanwhile" where the database keeps the rows from being written.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if patience:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.import'), hashtext(%s))", [sheet.kind])
            yield
    except IntegrityError:
        raise Refused(CHANGED_MEANWHILE, "changed_meanwhile") from None


# ------------------------------------------------------------ first compared
def start_comparing(sheet, upload, *, owner, back_url=""):
    """Keep an uploaded workbook and put its comparison with the register into the queue; returns the Job.

    upload -- Checked, as the form's field gives it
    """
    path = stored_files.store(upload.data, "xlsx", folder=stored_files.JOBS)
    params = {"sheet": sheet.kind, "name": upload.name, "back_url": back_url}
    return jobs.start(
        "import", title=f"核对{sheet.title}：{upload.name}"[:120], owner=owner, params=params, source=path
    )


@jobs.job("import")
def run_comparison(job, progress):
    """Read a sheet and keep what it would change; a sheet that cannot be read comes back as a marked copy."""
    sheet = SHEETS[job.params["sheet"]]
    with stored_files.open_stored(job.source, job.source_sha256) as source:
        reading = check_sheet(sheet, source, actor=job.owner, progress=progress)
    if sheet.trial and reading.is_readable:
        try_rows(sheet, reading, job.owner)
    outcome = keep(job, sheet, reading)
    if reading.is_readable:
        with transaction.atomic():
            keep_rows(job, sheet, reading)
            jobs.finish(job, progress, outcome)
    return outcome


def try_rows(sheet, reading, actor):
    """Note which of the rows that would be written the sheet's action refuses."""
    written = {one.number for one in compare(sheet, reading) if one.outcome in WRITTEN}
    for fault in sheet.trial([row for row in reading.rows if row[ROW] in written], actor):
        reading.refuse(*fault)


def keep(job, sheet, reading):
    """How the comparison ends: with the marked copy, and the numbers of rows in words."""
    from . import workbooks

    differences = compare(sheet, reading)
    path = stored_files.store(workbooks.marked_copy(sheet, reading, differences), "xlsx", folder=stored_files.JOBS)
    name = f"{job.params['name'].rpartition('.')[0]}_检查结果.xlsx"
    if not reading.is_readable:
        sentence = f"没有读，什么都没改：{reading.sheet_faults}"
        return jobs.Outcome(sentence, result=path, result_name=name, errors=reading.count)
    return jobs.Outcome(counted_words(Counter(one.outcome for one in differences)), result=path, result_name=name)


def counted_words(counts):
    told = "，".join(f"{Outcome(value).label} {counts[value]} 行" for value in Outcome if counts[value])
    return f"共 {sum(counts.values())} 行：{told}。还没有保存"


def keep_rows(job, sheet, reading):
    """Keep the differences of a comparison, in place of those it had."""
    around = sheet.around(reading.rows, job.owner) if sheet.around else None
    known = [row[KNOWN].pk for row in reading.rows if row[KNOWN] is not None]
    comparison, _ = Comparison.objects.update_or_create(
        job=job,
        defaults={
            "remarks": reading.remarks,
            "absent": None if around is None else around.exclude(pk__in=known).count(),
            "writing": None,
        },
    )
    comparison.rows.all().delete()
    ImportRow.objects.bulk_create((one.row_of(comparison) for one in compare(sheet, reading)), BATCH)


# ------------------------------------------------------------ then written
def start_writing(comparison, *, owner):
    """Put the writing of the confirmed rows into the queue; returns the Job.

    The job carries which rows they are, the answers to their questions, and the fingerprint of what was shown of them.
    Refuses written_already, nothing_taken.
    """
    with transaction.atomic():
        comparison = (
            Comparison.objects.select_for_update(of=("self",)).select_related("job", "writing").get(pk=comparison.pk)
        )
        if comparison.writing is not None and comparison.writing.state != JobState.FAILED:
            raise Refused("这张表已经保存过，不重复导入", "written_already")
        rows = list(comparison.rows.taken().order_by("number").values_list("number", "digest", "answer"))
        if not rows:
            raise Refused("没有要保存的行", "nothing_taken")
        compared = comparison.job
        params = {
            "sheet": compared.params["sheet"],
            "of": compared.pk,
            "rows": [number for number, *_ in rows],
            "answers": {str(number): answer for number, _, answer in rows if answer},
            "expected": digest_of_all((number, digest) for number, digest, _ in rows),
            "back_url": comparison.get_absolute_url(),
        }
        title = compared.title.replace("核对", "导入", 1)
        comparison.writing = jobs.start("import_write", title=title, owner=owner, params=params, source=compared.source)
        comparison.save(update_fields=["writing"])
    return comparison.writing


@jobs.job("import_write")
def run_writing(job, progress):
    """Write the confirmed rows of a sheet, if each still says what was shown; else nothing, and show them anew.

    The job ends in the transaction that writes the rows: a worker killed after it leaves nothing to be done again.
    """
    sheet, owner = SHEETS[job.params["sheet"]], job.owner
    with stored_files.open_stored(job.source, job.source_sha256) as source:
        reading = check_sheet(sheet, source, actor=owner, progress=progress)
    try:
        with writing(sheet, WAITING_JOB):
            check_database(sheet, reading, owner)
            rows, left = confirmed_rows(sheet, reading, job.params, owner)
            told = {"progress": progress} if sheet.is_slow else {}
            created, updated = sheet.write(rows, actor=owner, **told)
            outcome = jobs.Outcome(done_words(len(rows), created, updated, left))
            jobs.finish(job, progress, outcome)
            return outcome
    except RowsRefused as refusal:
        compared = Comparison.objects.select_related("job__owner").get(pk=job.params["of"]).job
        for fault in refusal.faults:
            reading.refuse(*fault)
        reading.answers = {}
        check_database(sheet, reading, owner)
        with transaction.atomic():
            keep_rows(compared, sheet, reading)
        return jobs.Outcome(f"{refusal.message}。请再看一遍", errors=max(1, len(refusal.faults)))


def confirmed_rows(sheet, reading, params, actor):
    """(the rows that were confirmed, with their answers, ready to be written; {Outcome: numbers of the rows left out}).

    Raises RowsRefused where one of them no longer says what was shown of it, or is refused with its answer.
    """
    chosen, answers = set(params["rows"]), {int(number): answer for number, answer in params["answers"].items()}
    shown = dict(ImportRow.objects.filter(comparison=params["of"], number__in=chosen).values_list("number", "digest"))
    if digest_of_all(shown.items()) != params["expected"]:
        raise Refused(jobs.NOT_OURS, "rows_not_ours")
    compared = compare(sheet, reading)
    now = [one for one in compared if one.number in chosen]
    changed = [one for one in now if one.digest != shown[one.number] and one.outcome != Outcome.SAME]
    if changed:  # a row that the register has by now, just as it is, overwrites nothing
        raise RowsRefused((), f"{CHANGED_SINCE}（第 {some_of(str(one.number) for one in changed)} 行）")
    if answers:
        reading.answers = answers
        check_database(sheet, reading, actor)
        now = [one for one in compare(sheet, reading) if one.number in chosen]
    faults = [
        (one.number, "", "；".join(one.sentences)) for one in now if one.outcome in (Outcome.REFUSED, Outcome.ASKED)
    ]
    if faults:
        raise RowsRefused(faults)
    written = {one.number for one in now if one.outcome in WRITTEN}
    left = defaultdict(list)
    for one in (*now, *(one for one in compared if one.number not in chosen)):
        if one.number not in written:
            left[one.outcome].append(one.number)
    return [row for row in reading.rows if row[ROW] in written], left


LEFT_WORDS = (  # what is said of the rows that were not written, and whether by which numbers they are found
    ((Outcome.SAME,), "没有变化", False),
    ((Outcome.REFUSED,), "读不出", True),
    ((Outcome.ASKED,), "待认定", True),
    (WRITTEN, "没有选中", True),
)


def done_words(count, created, updated, left):
    """What was written, and of the other rows why each was not.  left -- {Outcome: numbers of the rows}"""
    rest = []
    for outcomes, words, is_named in LEFT_WORDS:
        numbers = sorted(number for outcome in outcomes for number in left.get(outcome, ()))
        which = f"（第 {some_of((str(number) for number in numbers), MOST_NAMED)} 行）" if is_named else ""
        rest += [f"{len(numbers)} 行{words}{which}"] if numbers else []
    behind = f"；另有 {'，'.join(rest)}" if rest else ""
    return f"已导入 {count} 行：新增 {created} 行，更新 {updated} 行{behind}"
