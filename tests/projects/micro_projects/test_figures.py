"""The figures of micro-projects come from their rows."""

from decimal import Decimal

import pytest

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from projects.models import Demand, MicroProject, Payment
from tests.factories import projects as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(place):
    return make.submitted_project(place.branch, place.demand, place.implementer)


def test_figures_come_from_rows(place, project):
    MicroProject.objects.filter(pk=project.pk).update(
        status="approved", approved_amount=5000, approved_on=clock.today(), support_class="full"
    )
    Payment.objects.create(project=project, amount=Decimal("4000.50"), status="paid", paid_on=clock.today())
    Payment.objects.create(project=project, amount=Decimal("999.50"))
    period = Period(area=place.district)

    def value(code):
        return METRICS[code].figure(period).value

    assert value("microprojects") == 1
    assert value("microproject_fiscal_yuan") == Decimal("4000.50")
    assert (value("demand_n"), value("demand_converted"), value("conversion")) == (1, 1, Decimal("100.00"))
    assert METRICS["microprojects"].figure(Period(area=place.other_street)).value == 0
    assert METRICS["demand_close"].figure(Period(area=place.other_street)).value is None
    assert Demand.objects.accepted().count() == 1
