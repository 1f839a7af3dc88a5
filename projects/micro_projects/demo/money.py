"""The budgets, sources and payments of demo projects.  Yuan."""

from datetime import timedelta
from decimal import Decimal

from projects.micro_projects.models.budgets import BudgetLine, FundingSource, Payment
from projects.micro_projects.workflow.states import PAID

from .draws import OVER_CAP

CENT = Decimal("0.01")
# communities that count on a fund; the last has none yet, so its share waits for one
WITH_FUND = ("野鸭冲社区", "赵家冲社区", "阳光里社区", "合泰社区")


def draw_money(draw):
    """Budget lines and sources that add up: those of the plan, or made to fit the fiscal amount of the list."""
    if draw.fiscal is None:
        lines = [(name, spec, Decimal(n), unit, price) for name, spec, n, unit, price in draw.plan.lines]
        if draw.state == OVER_CAP:
            name, spec, _, unit, price = lines[0]
            lines[0] = (name, spec, Decimal(200), unit, price)
        total = sum((n * price for *_, n, _, price in lines), Decimal(0))
        fiscal = Decimal(54000) if draw.state == OVER_CAP else (total * 2 / 3).quantize(Decimal(100))
        cap = Decimal(30000 if draw.plan.kind == "service" else 50000)
        fiscal = fiscal if draw.state == OVER_CAP else min(fiscal, cap)
    else:
        fiscal = draw.fiscal
        own = (fiscal / 5).quantize(Decimal(100))
        total = fiscal + own
        stuff = (total * 3 / 5).quantize(Decimal(100))
        lines = [
            ("材料与设备", "按方案", Decimal(20), "套", (stuff / 20).quantize(CENT)),
            ("人工与服务", "", Decimal(1), "项", total - stuff),
        ]
    rest = total - fiscal
    fund = (rest / 2).quantize(Decimal(1)) if draw.area.community.name in WITH_FUND else Decimal(0)
    sources = [("fiscal", fiscal, ""), ("fund", fund, "社区基金"), ("resident", rest - fund, "居民自筹")]
    return lines, [source for source in sources if source[1] > 0]


def put_totals(project, lines, sources):
    project.total_amount = sum((n * price for *_, n, _, price in lines), Decimal(0))
    project.fiscal_amount = sum((amount for kind, amount, _ in sources if kind == "fiscal"), Decimal(0))
    project.fund_amount = sum((amount for kind, amount, _ in sources if kind == "fund"), Decimal(0))


def write_money(project, lines, sources):
    """The rows, each source spread over the lines in their order."""
    rows = BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                project=project,
                no=no,
                name=name,
                spec=spec,
                quantity=n,
                unit=unit,
                unit_price=price,
                quote_basis="市场询价",
            )
            for no, (name, spec, n, unit, price) in enumerate(lines, 1)
        ]
    )
    left = [(row, n * price) for row, (*_, n, _, price) in zip(rows, lines, strict=True)]
    made = []
    for kind, amount, note in sources:
        while amount > 0:
            row, free = left[0]
            part = min(free, amount)
            made.append(FundingSource(project=project, no=len(made) + 1, kind=kind, amount=part, line=row, note=note))
            amount -= part
            left[0] = (row, free - part)
            if left[0][1] == 0 and len(left) > 1:
                left.pop(0)
    FundingSource.objects.bulk_create(made)


def pay(project):
    """Pay sixty percent at the start and the rest three weeks later: together the approved amount."""
    first = (project.approved_amount * 3 / 5).quantize(CENT)
    days = (project.approved_on + timedelta(10), project.approved_on + timedelta(31))
    Payment.objects.bulk_create(
        [
            Payment(project=project, amount=amount, status=PAID, paid_on=day)
            for amount, day in zip((first, project.approved_amount - first), days, strict=True)
        ]
    )
