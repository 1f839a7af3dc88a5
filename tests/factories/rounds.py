"""A register as it goes round on its pages: exported, changed, uploaded, looked at, confirmed."""

import io
from dataclasses import dataclass, field
from itertools import count

from django.test import Client
from openpyxl import load_workbook

from governance.kernel.models.imports import Comparison
from governance.kernel.models.jobs import Job
from governance.kernel.upkeep import jobs

TOKENS = count(1)


@dataclass
class Round:
    """One person's way with one sheet.

    page -- of the import; lead -- head of the column whose value tells which row it is
    """

    user: object
    page: str
    lead: str = "名称"
    client: Client = field(default_factory=Client)

    def __post_init__(self):
        self.client.force_login(self.user)

    def exported(self, part="export/"):
        """The workbook that a page of the sheet gives."""
        answer = self.client.get(f"{self.page}{part}")
        assert answer.status_code == 200
        return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def cells(self, book):
        """{what leads in a row: {head: cell}} of the first sheet."""
        sheet = book.worksheets[0]
        heads = [cell.value.rstrip("*") for cell in sheet[1]]
        place = heads.index(self.lead)
        return {row[place].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)}

    def add(self, book, **cells):
        """One more row at the end of the first sheet."""
        sheet = book.worksheets[0]
        sheet.append([cells.get(head.value.rstrip("*")) for head in sheet[1]])

    def upload(self, book):
        """The page of differences of a workbook."""
        out = io.BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "改好的.xlsx"
        answer = self.client.post(self.page, {"file": out, "_submission": f"sheet-{next(TOKENS)}"})
        assert answer.status_code == 302, answer.content.decode()
        jobs.run_jobs()
        led = self.client.get(answer.url)
        assert led.status_code == 302, Job.objects.latest("pk").message
        return led.url

    def post(self, url, **data):
        return self.client.post(url, data | {"_submission": f"choice-{next(TOKENS)}"})

    def confirm(self, url):
        """The job that wrote what was confirmed."""
        answer = self.post(url, write="1")
        assert answer.status_code == 302
        jobs.run_jobs()
        return Job.objects.latest("pk")

    def shown(self, url):
        return self.client.get(url).content.decode()


def rows_of(url):
    """The rows of a comparison by its page, in the order of the sheet."""
    [pk] = [int(part) for part in url.split("/") if part.isdigit()]
    return list(Comparison.objects.get(pk=pk).rows.order_by("number"))


def outcomes(url):
    """{row number: what becomes of it}."""
    return {row.number: row.outcome for row in rows_of(url)}


def faults(url):
    """{cell: sentence} of the refused rows."""
    return {place: sentence for row in rows_of(url) for place, _, _, sentence in row.told["faults"]}
