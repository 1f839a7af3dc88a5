"""A gift from the pledge to the reversal of its booking, through the API."""

from decimal import Decimal

from django.core.management import call_command

from funds.models import Donation
from governance.kernel.clock import clock
from tests.clients import Program
from tests.factories.base import tell_given
from tests.factories.projects import picture
from tests.factories.town import make_town_fund
from tests.journeys.desk import TUESDAY, waits_for


def test_a_gift_is_received_booked_and_reversed_through_the_api(town):
    with clock.travel(TUESDAY):
        keeper = make_town_fund(town, amount="")
        manager, finance = Program(keeper.manager), Program(keeper.finance)
        (fund,) = manager.rows("funds/funds")
        gift = manager.make(
            "funds/donations",
            fund=fund["id"],
            donor_kind="person",
            donor_name="王某某",
            publicity="masked",
            donor_age="adult",
            kind="money",
            amount="1000.00",
            due_on="2026-03-20",
        )
        pk = gift["id"]
        assert gift["status"] == "pledged"
        slip = {"slip_no": "回单 001", "papers": [picture("回单.jpg")]}
        received = manager.take("funds/donations", pk, "receive", received_on=TUESDAY, amount="1000.00", **slip)
        assert received["status"] == "received"
        assert waits_for(keeper.finance) == {("确认捐赠入账", str(Donation.objects.get()))}
        assert not manager.steps("funds/donations", pk)["confirm"]["allowed"]
        finance.take("funds/donations", pk, "confirm")
        (entry,) = finance.rows("funds/entries")
        assert sum(Decimal(line["amount"]) for line in entry["lines"]) == 0
        assert finance.get(f"funds/funds/{fund['id']}/")["cash"] == "1000.00"
        again = finance.refused("funds/donations", pk, "confirm")
        assert (again["status"], again["code"]) == (409, "wrong_state")
        own = finance.refused("funds/donations", pk, "correct", note="金额登记有误")
        assert (own["status"], own["code"]) == (403, "own_confirmation")
        second = Program(keeper.second_finance)
        assert second.take("funds/donations", pk, "correct", note="金额登记有误")["status"] == "pledged"
        assert [one["reverses"] for one in finance.rows("funds/entries")] == [entry["id"], None]
        assert finance.get(f"funds/funds/{fund['id']}/")["cash"] == "0.00"
        tell_given()
        call_command("verify")
    assert manager.history("funds/donations", pk) == ["record", "receive", "confirm", "correct"]
