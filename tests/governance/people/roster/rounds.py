"""The roster of three neighbour heads as it goes round: exported, changed, uploaded, confirmed."""

import io
from itertools import count

from openpyxl import load_workbook

from governance.kernel.models.imports import Comparison
from governance.kernel.models.jobs import Job
from governance.kernel.upkeep import jobs
from governance.models import Appointment, Person
from governance.people.actions.posts import fill
from tests.factories.base import appoint

PAGE, TOKENS = "/governance/roster/", count(1)


def holder(place, name, phone, area):
    person = Person(area=area)
    fill(person, name=name, phone=phone)
    person.save()
    return appoint("neighbour_head", area, person, block="1 栋", household_count=12)


def exported(place, part="export/"):
    """(heads, {name: cells by head}) of the workbook that the page gives, and the workbook."""
    answer = place.client.get(f"{PAGE}{part}")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return book


def cells(book):
    """{name: {head: cell}} of the first sheet."""
    sheet = book.worksheets[0]
    heads = [cell.value.rstrip("*") for cell in sheet[1]]
    return {row[2].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)}


def upload(place, book):
    """The page of differences of a workbook."""
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "花名册.xlsx"
    answer = place.client.post(PAGE, {"file": out, "_submission": f"sheet-{next(TOKENS)}"})
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_jobs()
    led = place.client.get(answer.url)
    assert led.status_code == 302
    return led.url


def post(place, url, **data):
    return place.client.post(url, data | {"_submission": f"choice-{next(TOKENS)}"})


def confirm(place, url):
    answer = post(place, url, write="1")
    assert answer.status_code == 302
    jobs.run_jobs()
    return Job.objects.latest("pk")


def outcomes(url):
    [pk] = [int(part) for part in url.split("/") if part.isdigit()]
    return {row.number: row.outcome for row in Comparison.objects.get(pk=pk).rows.all()}


def state():
    columns = ("pk", "person", "block", "household_count", "ends_on", "version")
    return (
        list(Appointment.objects.order_by("pk").values_list(*columns)),
        list(Person.objects.order_by("pk").values_list("pk", "name", "phone_index")),
    )


def now(place):
    """The three posts as they are now."""
    return [Appointment.objects.get(pk=post.pk) for post in place.posts.values()]
