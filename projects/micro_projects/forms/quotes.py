"""Three suppliers' offers for each dear line of a budget, as one grid of rows.  Amounts are yuan."""

from governance.kernel.clock import rules
from governance.kernel.steps.forms import StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from projects.micro_projects.workflow.steps import PROJECT

MOST_QUOTES = 100
SUPPLIER = Column("supplier", "报价单位", max_length=60)
AMOUNT = Column("amount", "报价", "money", unit="元")
PAPER = Column("paper", "报价单", "file", required=False)
KEPT = Column("quote", "已登记的报价", "row", required=False, is_hidden=True, most=10**9)


def help_text():
    """How many quotes are asked for from which amount on, by the rules of today."""
    above, needed = rules.value("quotes_above"), rules.value("quotes_needed")
    return (
        f"单项支出超过 {above:,.0f} 元的，须有 {needed} 家不同单位的报价，每家附一份报价单；"
        "在一行里一次选几张，依次放入下面各行"
    )


def refuse_incomplete(rows):
    """The rows without a paper, and a supplier's second offer for a line, at their cells; a rule of the grid."""
    wrong, seen = {}, {}
    for number, row in rows.items():
        if "paper" in row and not row["paper"] and not row.get("quote"):
            wrong[number, "paper"] = ["请上传报价单"]
        if "line_no" not in row or "supplier" not in row:
            continue
        if seen.setdefault((row["line_no"], row["supplier"]), number) != number:
            wrong[number, "supplier"] = ["三家报价须来自不同单位"]
    return wrong


def grid(line):
    """The field; `line` is the column in which its line of the budget is chosen."""
    columns = (line, SUPPLIER, AMOUNT, PAPER, KEPT)
    options = {"min_rows": 0, "max_rows": MOST_QUOTES, "required": False, "rules": (refuse_incomplete,)}
    return LinesField(columns, label="报价比选", **options)


class QuotesForm(StepForm):
    """The offers that are still missing: so many empty rows for each line that needs them."""

    quotes = grid(Column("line_no", "支出项", "choice", is_preset=True))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = list(self.obj.lines.prefetch_related("quotes")) if self.obj.pk else []
        choices = tuple((str(line.no), f"{line.name}（{line.amount:,.2f} 元）") for line in lines)
        self.fields["quotes"] = grid(Column("line_no", "支出项", "choice", choices=choices, is_preset=True))
        self.fields["quotes"].min_rows, self.fields["quotes"].required = 1, True
        self.fields["quotes"].help_text = help_text()
        above, needed = rules.value("quotes_above"), rules.value("quotes_needed")
        short = [(line, needed - len(line.quotes.all())) for line in lines if line.amount > above]
        self.initial.setdefault("quotes", [{"line_no": str(line.no)} for line, n in short for _ in range(n)] or [{}])

    def clean_quotes(self):
        return [{**row, "line_no": int(row["line_no"])} for row in self.cleaned_data["quotes"]]


PROJECT.use_forms({"quote": QuotesForm})
