"""Pages and API of funds: who sees what, steps in the browser's way, counts that do not grow."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from funds.models import CommunityFund, Donation, Entry, Foundation, Grant
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.pages import listings
from governance.kernel.papers import files
from governance.kernel.upkeep import jobs
from tests.factories.base import user_with
from tests.factories.funds import HOST, donate, goods, members, pledge, promise


def lines(name, rows):
    """Rows as a page posts them."""
    return {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}


def gift_form(case, **more):
    facts = {
        "fund": case.fund.pk,
        "donor_kind": "person",
        "donor_name": "王某某",
        "donor_age": "adult",
        "publicity": "masked",
        "kind": "money",
        "amount": "1,000.50",
        "received_on": clock.today().isoformat(),
        "slip_no": "回单 1",
    }
    return facts | more


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_every_page_opens_for_those_who_read_funds(case, as_):
    gift, _, grant = donate(case, "1000"), donate(case, None, kind="goods", items=[goods()]), promise(case, "300")
    Foundation.objects.create(name="演示基金会", area=case.district.street, linked_on=clock.today())
    client = as_(case.supervisor)
    pages = [
        "/funds/funds/", case.fund.get_absolute_url(), gift.get_absolute_url(), grant.get_absolute_url(),
        f"{case.fund.get_absolute_url()}?tab=donations", f"{case.fund.get_absolute_url()}?tab=grants",
        f"{case.fund.get_absolute_url()}?tab=rules", f"{case.fund.get_absolute_url()}?month=2020-01",
        f"{case.fund.get_absolute_url()}?month=nonsense", "/funds/donations/", "/funds/grants/", "/funds/entries/",
        "/funds/foundations/", Foundation.objects.get().get_absolute_url(),
        *[entry.get_absolute_url() for entry in Entry.objects.all()],
    ]  # fmt: skip
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


def test_a_gift_is_recorded_confirmed_and_receipted_in_the_browser(case, as_):
    client = as_(case.manager)
    answer = client.post("/funds/donations/new/", gift_form(case, donor_contact="19900001234"))
    gift = Donation.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert (gift.amount, gift.status, gift.donor_contact) == (Decimal("1000.50"), "received", "19900001234")
    url = gift.get_absolute_url()
    page = client.get(url).content.decode()
    assert f"等待{case.district.street.name} 财务办理：确认捐赠入账" in page
    assert f'href="{url}confirm/"' not in page
    client = as_(case.finance)
    assert client.post(f"{url}confirm/", {"note": "与回单一致"}).status_code == 302
    assert client.post(f"{url}receipt/", {"ticket_no": "0001", "ticket_code": "4301"}).status_code == 302
    gift.refresh_from_db()
    assert gift.status == "receipted"
    page = client.get(url).content.decode()
    assert "199****1234" in page
    assert "19900001234" not in page


def test_goods_come_as_lines(case, as_):
    items = [
        {"name": "大米", "quantity": "20", "unit": "袋", "unit_value": "58.80", "basis": "invoice"},
        {"name": "旧书", "quantity": "100", "unit": "本"},
    ]
    form = gift_form(case, kind="goods", amount="", slip_no="", **lines("items", items))
    assert as_(case.manager).post("/funds/donations/new/", form).status_code == 302
    gift = Donation.objects.get()
    assert gift.amount == Decimal("1176.00")
    assert gift.items.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "-5"}, "金额须大于 0"),
        ({"amount": "1.005"}, "金额最多保留两位小数"),
        ({"amount": "一千"}, "须为数字"),
        ({"donor_age": "child"}, "未满八周岁不能单独捐赠"),
        ({"is_anonymous": "on", "donor_name": ""}, "匿名捐赠须写明捐赠人放弃票据的情况"),
        ({"donor_contact": "123"}, "电话须为 11 位手机号"),
        ({"is_restricted": "on"}, "请写明指定用途"),
        ({"beneficiary": "委员乙"}, "利害关系人"),
        ({"fund": "999999"}, "fund"),
        ({"donor_name": "王\x00某"}, "donor_name"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_lost(case, as_, changes, said):
    answer = as_(case.manager).post("/funds/donations/new/", gift_form(case, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "回单 1" in page
    assert not Donation.objects.exists()


def test_a_fund_of_elsewhere_cannot_be_chosen(case, as_):
    answer = as_(case.stranger).post("/funds/donations/new/", gift_form(case))
    assert answer.status_code == 422
    assert not Donation.objects.exists()


def test_a_fund_is_set_up_in_the_browser(case, as_):
    form = {
        "kind": "education",
        "name": "润荷教育基金",
        "area": case.district.street.code,
        "host": HOST,
        "purpose": "资助本街道困难家庭学生",
        **lines("members", members()),
    }
    client = as_(case.street_admin)
    assert client.get("/funds/funds/new/").status_code == 200
    answer = client.post("/funds/funds/new/", form | lines("members", members(4)))
    assert "管委会现有 4 人，至少须 5 人" in answer.content.decode()
    assert client.post("/funds/funds/new/", form).status_code == 302
    fund = CommunityFund.objects.get(kind="education")
    assert fund.committee.count() == 5
    assert client.get(f"{fund.get_absolute_url()}edit/").status_code == 200
    agreement = {"agreement_no": "协 1 号", "agreement_on": "2026-01-05"}
    assert client.post(f"{fund.get_absolute_url()}agree/", agreement).status_code == 302
    assert as_(case.finance).post(f"{fund.get_absolute_url()}activate/", {}).status_code == 302
    fund.refresh_from_db()
    assert fund.status == "active"


def test_an_even_committee_is_refused_on_the_page(case, as_):
    answer = as_(case.street_admin).post(f"{case.fund.get_absolute_url()}change_members/", lines("members", members(6)))
    assert answer.status_code == 422
    assert "须为单数" in answer.content.decode()


def test_a_second_click_records_once(case, as_):
    client = as_(case.manager)
    form = gift_form(case, _submission="abc")
    assert [client.post("/funds/donations/new/", form).status_code for _ in range(2)] == [302, 302]
    assert Donation.objects.count() == 1


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
    book = load_workbook(files.open_stored(job.result))
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


# ------------------------------------------------------------ figures
def test_figures_count_what_is_in_the_book(case):
    donate(case, "1000")
    pledge(case, "500")
    donate(case, None, kind="goods", items=[goods()])
    donate(case, None, kind="goods", items=[goods(unit_value=None, basis="")])
    Foundation.objects.create(name="演示基金会", area=case.district.street, linked_on=clock.today())
    period = Period(case.district.district)
    figures = {code: METRICS[code].numerator(period) for code in (
        "community_funds_named", "education_funds", "foundations", "raised_yuan", "fund_balance",
    )}  # fmt: skip
    assert figures == {
        "community_funds_named": 1,
        "education_funds": 0,
        "foundations": 1,
        "raised_yuan": Decimal("6200.00"),
        "fund_balance": Decimal("1000.00"),
    }
    elsewhere = Period(case.district.other_street)
    assert METRICS["raised_yuan"].numerator(elsewhere) == 0


# ------------------------------------------------------------ API
def test_the_main_line_by_the_api_alone(case, as_):
    client = as_(case.manager)
    gift = gift_form(case, amount="800") | {"kind": "money"}
    answer = client.post("/api/v1/funds/donations/", gift, content_type="application/json")
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["status"], row["donor"], row["area"]) == ("received", "王**", case.district.community.code)
    steps = {step["name"]: step for step in client.get(f"/api/v1/funds/donations/{row['id']}/steps/").json()}
    assert not steps["confirm"]["allowed"]
    refused = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    client = as_(case.finance)
    done = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert done.json()["status"] == "confirmed"
    again = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    entries = client.get("/api/v1/funds/entries/").json()["results"]
    assert [Decimal(line["amount"]) for line in entries[0]["lines"]] == [800, -800]
    fund = client.get(f"/api/v1/funds/funds/{case.fund.pk}/").json()
    assert Decimal(fund["available"]) == 800
    refused = client.post("/api/v1/funds/entries/", {}, content_type="application/json")
    assert refused.status_code == 405
    refused = client.post("/api/v1/funds/grants/", {}, content_type="application/json")
    assert refused.status_code == 403


def test_the_api_refuses_with_code_and_field(case, as_):
    client = as_(case.manager)
    answer = client.post(
        "/api/v1/funds/donations/",
        gift_form(case, donor_age="minor", guardian_name="王父"),
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "guardian_consent_missing")
    assert "guardian_consent" in answer.json()["errors"]
    answer = client.post("/api/v1/funds/donations/", gift_form(case, amount="-3"), content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["amount"])
    assert not Donation.objects.exists()


def test_api_lists_filter_by_area(case, as_):
    donate(case)
    promise(case, "1")
    client = as_(case.finance)
    for resource in ("funds/funds", "funds/donations", "funds/grants", "funds/entries"):
        here = client.get(f"/api/v1/{resource}/?area={case.district.community.code}").json()["results"]
        there = client.get(f"/api/v1/{resource}/?area={case.district.other_street.code}").json()["results"]
        assert (bool(here), there) == (True, []), resource
