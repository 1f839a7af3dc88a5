"""Gifts in the browser: recorded, confirmed, refused beside the field."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funds.models import Donation
from tests.factories.base import user_with
from tests.factories.funds import form_lines, gift_form
from tests.factories.papers import PNG


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
    form = gift_form(case, kind="goods", amount="", slip_no="", **form_lines("items", items))
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
def test_bad_input_is_reported_at_its_field_and_nothing_is_lost(case, as_, changes, said):
    answer = as_(case.manager).post("/funds/donations/new/", gift_form(case, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "回单 1" in page
    assert not Donation.objects.exists()


def test_a_minors_gift_keeps_its_form_and_the_guardian_is_named_to_those_who_handle_it(case, as_):
    client = as_(case.manager)
    answer = client.post("/funds/donations/new/", gift_form(case, donor_age="minor"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "须经监护人同意" in page
    assert "1,000.50" in page or "1000.50" in page
    assert not Donation.objects.exists()
    consent = SimpleUploadedFile("同意书.png", PNG, content_type="image/png")
    guarded = {"guardian_name": "王建国", "guardian_consent": "王建国到场签字", "consent": consent}
    assert client.post("/funds/donations/new/", gift_form(case, donor_age="minor", **guarded)).status_code == 302
    gift = Donation.objects.get()
    assert "王建国" in client.get(gift.get_absolute_url()).content.decode()
    reader = user_with("district_leader", case.district.district)
    page = as_(reader).get(gift.get_absolute_url()).content.decode()
    assert "已同意" in page
    assert "王建国" not in page


def test_a_fund_of_elsewhere_cannot_be_chosen(case, as_):
    answer = as_(case.stranger).post("/funds/donations/new/", gift_form(case))
    assert answer.status_code == 422
    assert not Donation.objects.exists()


def test_a_second_click_records_once(case, as_):
    client = as_(case.manager)
    forms = [gift_form(case, _submission="abc") for _ in range(2)]  # a file is read only once
    assert [client.post("/funds/donations/new/", form).status_code for form in forms] == [302, 302]
    assert Donation.objects.count() == 1
