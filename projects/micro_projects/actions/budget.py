"""The budget of a micro-project: lines, sources of money and quotes.  Amounts are yuan."""

from decimal import ROUND_HALF_UP, Decimal

from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import refuse_invalid
from projects.micro_projects.models.budgets import BudgetLine, FundingSource

from . import quotes

CENT = Decimal("0.01")


def amount_of(line):
    """Quantity × unit price of one line as given, to the cent, as the database computes it."""
    return (line["quantity"] * line["unit_price"]).quantize(CENT, ROUND_HALF_UP)


def put_totals(project, lines, sources):
    """Set the project's sums from lines and sources as given: lists of dicts.

    A draft may lack its sources; where both are there they must agree.
    Refuses sources_not_equal_total, source_over_line, no_such_line.
    """
    total = sum((amount_of(line) for line in lines), Decimal(0))
    financed = sum((source["amount"] for source in sources), Decimal(0))
    if lines and sources and total != financed:
        more_or_less = f"多出 {financed - total:,.2f} 元" if financed > total else f"还差 {total - financed:,.2f} 元"
        raise Refused(
            f"来源合计 {financed:,.2f} 元，支出合计 {total:,.2f} 元，{more_or_less}，请改为一致",
            "sources_not_equal_total",
            field="sources",
        )
    check_lines_named(lines, sources)
    project.total_amount = total
    project.fiscal_amount = sum((s["amount"] for s in sources if s["kind"] == "fiscal"), Decimal(0))
    project.fund_amount = sum((s["amount"] for s in sources if s["kind"] == "fund"), Decimal(0))


def check_lines_named(lines, sources):
    """Refuse a source for a line that does not exist, or more money for a line than it costs."""
    given = {}
    for source in sources:
        no = source.get("line_no")
        if not no:
            continue
        if no > len(lines):
            raise Refused(f"资金来源写明用于第 {no} 行支出，但只有 {len(lines)} 行", "no_such_line", field="sources")
        given[no] = given.get(no, Decimal(0)) + source["amount"]
        if given[no] > amount_of(lines[no - 1]):
            line = lines[no - 1]
            raise Refused(
                f"“{line['name']}”小计 {amount_of(line):,.2f} 元，安排的资金 {given[no]:,.2f} 元超过了它",
                "source_over_line",
                field="sources",
            )


def write(project, lines, sources, offers, actor):
    """Replace the rows of the budget.

    offers -- quotes as `quotes.check` takes them; None: a line that keeps its name and spec keeps its quotes
    """
    project.sources.all().delete()
    known = {} if offers is None else quotes.take_off(project)
    old = list(project.lines.all())
    kept = []
    for number, data in enumerate(lines, start=1):
        line = next((row for row in old if (row.name, row.spec) == (data["name"], data.get("spec", ""))), None)
        if line is None:
            line = BudgetLine(project=project)
        else:
            old.remove(line)
        line.no = number
        for name in ("name", "spec", "quantity", "unit", "unit_price", "quote_basis"):
            setattr(line, name, data.get(name) or "")
        refuse_invalid(line, exclude=["project"])
        kept.append(line)
    for gone in old:
        gone.quotes.all().delete()
        gone.delete()
    for line in kept:
        if line.pk:
            line.save()
    BudgetLine.objects.bulk_create(line for line in kept if line.pk is None)
    if offers:
        quotes.write(project, kept, offers, known, actor)
    found = []
    for number, data in enumerate(sources, start=1):
        source = FundingSource(project=project, no=number, kind=data["kind"], amount=data["amount"])
        source.note = data.get("note") or ""
        source.line = kept[data["line_no"] - 1] if data.get("line_no") else None
        refuse_invalid(source, exclude=["project", "line"])
        found.append(source)
    FundingSource.objects.bulk_create(found)


def texts(project):
    """The budget as two lists of [name, text] for versions and differences."""
    lines = list(project.lines.all())
    names = {line.pk: f"（{line.name}）" for line in lines}
    sources = [
        [f"{source.get_kind_display()}{names.get(source.line_id, '')}", f"{source.amount:,.2f} 元"]
        for source in project.sources.all()
    ]
    return [[line.name, line_text(line)] for line in lines], sources


def line_text(line):
    """“LED 100 盏 × 58.00 = 5,800.00 元”."""
    count = f"{line.quantity.normalize():f} {line.unit}"
    return f"{line.spec} {count} × {line.unit_price:,.2f} = {line.amount:,.2f} 元".strip()
