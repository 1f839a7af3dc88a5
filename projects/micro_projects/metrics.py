"""Figures of micro-projects."""

from governance.kernel.figures.metrics import Period, metric
from projects.micro_projects.models.budgets import FundingSource, Payment
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.tables import MicroProjectTable, PaymentTable

from .workflow.states import COMMUNITY_OK, DELIBERATING, IN_CONFERENCE, PAID, RETURNED, STATES, STREET_OK, SUBMITTED


# ------------------------------------------------------------ micro-projects
@metric(
    "microprojects",
    "微项目",
    unit="个",
    definition="立项的微项目数，按立项日期",
    table=MicroProjectTable,
    date_basis="立项日期",
    order=300,
)
def approved(period: Period):
    rows = MicroProject.objects.approved().filter(approved_on__lte=period.as_of)
    return period.within(period.below(rows), "approved_on")


@metric(
    "microproject_fiscal_yuan",
    "微项目财政拨付",
    unit="元",
    definition="微项目已拨付的财政资金合计，按拨付日期",
    table=PaymentTable,
    date_basis="拨付日期",
    total="amount",
    area_path="project__area",
    order=301,
)
def fiscal_paid(period: Period):
    rows = Payment.objects.filter(source=FundingSource.Kind.FISCAL, status=PAID, paid_on__lte=period.as_of)
    return period.within(period.below(rows, "project__area"), "paid_on")


WAITING = (  # the state that names the figure, and the states counted
    (SUBMITTED, (SUBMITTED,)),
    (RETURNED, (RETURNED,)),
    (COMMUNITY_OK, (COMMUNITY_OK,)),
    (STREET_OK, STATES.group("awaiting_conference")),
    (IN_CONFERENCE, (IN_CONFERENCE,)),
    (DELIBERATING, STATES.group("in_deliberation")),
)


def count_waiting(state, states, order):
    """Register the figure of the projects that are now in these states, named after the first."""

    @metric(
        f"projects_{state}",
        state.label,
        unit="个",
        definition=f"现处于“{state.label}”的微项目",
        table=MicroProjectTable,
        order=order,
    )
    def rows(period):
        return period.below(MicroProject.objects.filter(status__in=states))

    return rows


for number, (state, states) in enumerate(WAITING):
    count_waiting(state, states, 310 + number)
