"""Gifts of minors: the guardian is somebody else, and what is given on one day counts together."""

from datetime import timedelta
from decimal import Decimal

import pytest

from funds.donations import actions as donations
from funds.models import Donation
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from tests.factories.funds import gift_form, paper, pledge

from .test_donations import refused

SMALL = {"donor_age": "minor", "donor_name": "李小荷"}
GUARDED = {"guardian_name": "王父", "guardian_consent": "监护人到场签字"}


@pytest.mark.parametrize("age", ["child", "minor"])
@pytest.mark.parametrize("spelling", ["李小荷", "李 小荷"])
def test_nobody_is_the_own_guardian(case, age, spelling):
    given = {"donor_age": age, "donor_name": "李小荷", "guardian_name": spelling, "guardian_consent": "本人同意"}
    refusal = refused("guardian_is_donor", pledge, case, "500", **given, consent=[paper("同意书.pdf")])
    assert refusal.field == "guardian_name"
    assert "《民法典》第二十七条" in refusal.message


def test_nobody_becomes_the_own_guardian_when_the_gift_comes(case):
    gift = pledge(case, "100", **SMALL, received_on=None)
    came = {"actor": case.manager, "received_on": clock.today(), "slip_no": "1", "papers": [paper()]}
    given = {"guardian_name": "李小荷", "guardian_consent": "同意", "consent": [paper("同意书.pdf")]}
    refused("guardian_is_donor", donations.receive, gift, amount=Decimal(500), **came, **given)


def test_small_gifts_of_one_day_count_together(case):
    first = pledge(case, "150", **SMALL)
    words = refused("guardian_consent_missing", pledge, case, "50.01", **SMALL).message
    assert f"同一天已登记捐赠 150.00 元（{first.number}）" in words
    assert "《民法典》第十九条" in words
    assert pledge(case, "50", **{**SMALL, "donor_name": "李 小荷"}).status == "received"
    assert pledge(case, "150", donor_age="minor", donor_name="王小竹").status == "received"
    gift = pledge(case, "50.01", **SMALL, **GUARDED, consent=[paper("同意书.pdf")])
    assert gift.guardian_name == "王父"


def test_the_day_is_that_of_the_entry_or_that_of_the_receipt(case):
    with clock.travel(clock.today() - timedelta(1)):
        pledge(case, "150", **SMALL)
    assert pledge(case, "150", **SMALL).status == "received"
    yesterday = {"received_on": clock.today() - timedelta(1)}
    refused("guardian_consent_missing", pledge, case, "100", **SMALL, **yesterday)


def test_what_was_refused_counts_no_more(case):
    donations.refuse(pledge(case, "150", **SMALL), actor=case.manager, note="附带商业条件")
    assert pledge(case, "150", **SMALL).status == "received"


def test_a_promise_that_comes_is_not_counted_twice(case):
    gift = pledge(case, "150", **SMALL, received_on=None)
    came = {"actor": case.manager, "received_on": clock.today(), "slip_no": "1", "papers": [paper()]}
    assert donations.receive(gift, amount=Decimal(150), **came).status == "received"


def test_page_and_api_refuse_alike_and_the_form_keeps_what_was_typed(case, as_):
    pledge(case, "150", **SMALL)
    before = Donation.objects.count(), Event.objects.count()
    own = {"guardian_name": "李小荷", "guardian_consent": "本人同意"}
    for given, code, said in (
        ({"amount": "100"}, "guardian_consent_missing", "同名未成年人同一天已登记捐赠 150.00 元"),
        (own, "guardian_is_donor", "监护人不能是捐赠人本人"),
    ):
        answer = as_(case.manager).post("/funds/donations/new/", gift_form(case, **SMALL, **given))
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "李小荷" in answer.content.decode()
        answer = as_(case.manager).post("/api/v1/funds/donations/", gift_form(case, **SMALL, **given))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (Donation.objects.count(), Event.objects.count()) == before
