"""The page of one fund: its book, gifts and grants; who sees it, and its export."""

from io import BytesIO

from openpyxl import load_workbook

from funds.models import Entry, Foundation, Grant
from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.pages import listings
from governance.kernel.papers import stored_files
from governance.kernel.upkeep import jobs
from tests.factories.base import user_with
from tests.factories.funds import donate, goods, promise


def test_every_page_opens_for_those_who_read_funds(case, as_):
    gift, _, grant = donate(case, "1000"), donate(case, None, kind="goods", items=[goods()]), promise(case, "300")
    Foundation.objects.create(name="演示基金会", area=case.district.street, linked_on=clock.today())
    client = as_(case.supervisor)
    pages = [
        "/funds/funds/",
        case.fund.get_absolute_url(),
        gift.get_absolute_url(),
        grant.get_absolute_url(),
        f"{case.fund.get_absolute_url()}?tab=donations",
        f"{case.fund.get_absolute_url()}?tab=grants",
        f"{case.fund.get_absolute_url()}?tab=rules",
        f"{case.fund.get_absolute_url()}?month=2020-01",
        f"{case.fund.get_absolute_url()}?month=nonsense",
        "/funds/donations/",
        "/funds/grants/",
        "/funds/entries/",
        "/funds/foundations/",
        Foundation.objects.get().get_absolute_url(),
        *[entry.get_absolute_url() for entry in Entry.objects.all()],
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert "账户" not in response.content.decode()


def test_strangers_find_nothing(case, as_):
    gift = donate(case)
    client = as_(case.stranger)
    for page in (case.fund.get_absolute_url(), gift.get_absolute_url(), Entry.objects.get().get_absolute_url()):
        assert client.get(page).status_code == 404
    assert "王" not in client.get("/funds/donations/").content.decode().split("<main")[1]
    client = as_(user_with("mediator", case.district.community))
    assert client.get("/funds/funds/").status_code == 404


def test_the_book_shows_debit_credit_and_what_is_at_the_host(case, as_):
    donate(case, "1000")
    promise(case, "300")
    page = as_(case.manager).get(case.fund.get_absolute_url()).content.decode()
    for words in (
        "借 托管资金",
        "贷 捐赠收入（非限定）",
        "贷 应付资助款",
        "1,000.00",
        "1,300.00",
        "借贷平衡",
        "期初余额",
    ):
        assert words in page


def test_the_book_is_exported_line_by_line(case, as_):
    donate(case, "1000")
    promise(case, "300")
    answer = as_(case.manager).get(f"{case.fund.get_absolute_url()}?export=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(load_workbook(BytesIO(content)).worksheets[0].values)
    assert rows[0][:4] == ("日期", "凭证号", "摘要", "科目代码")
    assert len(rows) == 1 + 2 + 2 + 1
    assert rows[-1][5] == rows[-1][6] == 1300
    assert rows[-1][7] == 1000


def test_a_long_book_is_written_by_a_job(case, as_, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(listings, "AT_ONCE", 3)
    donate(case, "1000")
    promise(case, "300")
    client, address = as_(case.manager), case.fund.get_absolute_url()
    answer = client.get(f"{address}?export=xlsx")
    assert answer.url.startswith("/jobs/")
    jobs.run_jobs()
    job = Job.objects.get()
    book = load_workbook(stored_files.open_stored(job.result))
    rows = list(book.worksheets[0].values)
    assert (job.title, len(rows), rows[-1][5:]) == (f"{case.fund.name}总账", 6, (1300, 1300, 1000))
    assert dict(row[:2] for row in book["导出说明"].values)["数据范围"] == case.fund.area.name
    assert f'href="{address}"' in client.get(answer.url).content.decode()


def test_a_book_no_longer_in_sight_is_not_written(case, as_, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(listings, "AT_ONCE", 0)
    donate(case, "1000")
    client = as_(user_with("fund_manager", case.district.community))
    client.get(f"{case.fund.get_absolute_url()}?export=xlsx")
    monkeypatch.setattr(
        "funds.funds.querysets.FundQuerySet.visible_to", lambda self, user, permission=None: self.none()
    )
    built.STORE.clear()  # what is kept was built by the code as it was before
    jobs.run_jobs()
    job = Job.objects.get()
    assert (job.state, job.result) == (JobState.FAILED, "")
    assert "已不能查看" in job.message
    assert client.get(f"{case.fund.get_absolute_url()}?export=xlsx").status_code == 404


def test_lists_do_not_ask_more_with_more_rows(case, as_, same_queries):
    client = as_(case.manager)
    donate(case)
    promise(case, "1", project_id=1)
    for page in ("/funds/donations/", "/funds/entries/", "/funds/grants/", case.fund.get_absolute_url()):
        numbers = iter(range(Grant.objects.count() + 100, 10_000))
        same_queries(
            lambda page=page: client.get(page),
            lambda numbers=numbers: [(donate(case), promise(case, "1", project_id=next(numbers))) for _ in range(3)],
        )
