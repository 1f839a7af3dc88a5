"""Figures of funds."""

from decimal import Decimal

from funds.models import Foundation
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from tests.factories.funds import donate, goods, pledge


def test_figures_count_what_is_in_the_book(case):
    donate(case, "1000")
    pledge(case, "500")
    donate(case, None, kind="goods", items=[goods()])
    donate(case, None, kind="goods", items=[goods(unit_value=None, basis="")])
    Foundation.objects.create(name="演示基金会", area=case.district.street, linked_on=clock.today())
    period = Period(case.district.district)
    figures = {
        code: METRICS[code].numerator(period)
        for code in (
            "community_funds_named",
            "education_funds",
            "foundations",
            "raised_yuan",
            "fund_balance",
        )
    }
    assert figures == {
        "community_funds_named": 1,
        "education_funds": 0,
        "foundations": 1,
        "raised_yuan": Decimal("6200.00"),
        "fund_balance": Decimal("1000.00"),
    }
    elsewhere = Period(case.district.other_street)
    assert METRICS["raised_yuan"].numerator(elsewhere) == 0
