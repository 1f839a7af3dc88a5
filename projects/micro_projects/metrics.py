"""Figures of micro-projects."""

from governance.kernel.figures.metrics import Period, metric
from projects.micro_projects.models.budgets import Payment
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.tables import MicroProjectTable, PaymentTable


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
    rows = MicroProject.objects.filter(status="approved", approved_on__lte=period.as_of)
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
    rows = Payment.objects.filter(source="fiscal", status="paid", paid_on__lte=period.as_of)
    return period.within(period.below(rows, "project__area"), "paid_on")


STAGES = (
    ("submitted", "社区初审中", ("submitted",)),
    ("returned", "退回补正", ("returned",)),
    ("community_ok", "街道审核中", ("community_ok",)),
    ("street_ok", "待上会", ("street_ok", "deferred")),
    ("in_conference", "上会审议中", ("in_conference",)),
    ("deliberating", "议事中", ("deliberating", "resolved")),
)


def stage(code, label, states, order):
    """A figure for one stage of the pipeline: how many stand there now."""

    @metric(
        f"projects_{code}",
        label,
        unit="个",
        definition=f"现处于“{label}”的微项目",
        table=MicroProjectTable,
        order=order,
    )
    def rows(period):
        return period.below(MicroProject.objects.filter(status__in=states))

    return rows


for number, (code, label, states) in enumerate(STAGES):
    stage(code, label, states, 310 + number)
