"""The quotes of a budget: what suppliers ask for a whole line, each with its paper.  Amounts are yuan."""

from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import refuse_invalid
from projects.micro_projects.attachments import QUOTE_PAPER
from projects.micro_projects.models.budgets import Quote


def check(quotes, lines):
    """Refuse quotes that fit no line, come without a paper, or are the second of a supplier for a line.

    quotes -- dicts {line_no, supplier, amount, paper, quote}; `quote` is the key of one that is kept with its paper
    lines  -- how many the budget has

    Refuses no_such_line, quote_paper_missing, quote_twice.
    """
    seen = set()
    for row in quotes:
        supplier, no = row["supplier"], row["line_no"]
        if not 1 <= no <= lines:
            raise Refused(f"“{supplier}”的报价写明为第 {no} 项支出，但只有 {lines} 项", "no_such_line", field="quotes")
        if not row.get("paper") and not row.get("quote"):
            raise Refused(f"请上传“{supplier}”的报价单", "quote_paper_missing", field="quotes")
        if (no, supplier) in seen:
            words = f"“{supplier}”对同一项支出报了两次价，三家报价须来自不同单位"
            raise Refused(words, "quote_twice", field="quotes")
        seen.add((no, supplier))


def texts(project):
    """The quotes as [line, text] for the timeline."""
    found = Quote.objects.filter(line__project=project).select_related("line").order_by("line__no", "amount", "id")
    return [[quote.line.name, f"{quote.supplier} {quote.amount:,.2f} 元"] for quote in found]


def take_off(project):
    """Take all quotes off the lines, which may then change; {key: Quote} to put some of them back with `write`."""
    found = {quote.pk: quote for quote in Quote.objects.filter(line__project=project).select_related("attachment")}
    Quote.objects.filter(pk__in=found).delete()
    return found


def write(project, lines, quotes, known, actor):
    """Write the quotes of the lines, a list of BudgetLines in their order.

    known -- {key: Quote} of those that the project had; a row that names one without a new paper keeps its paper

    Refuses quote_elsewhere.
    """
    for row in quotes:
        line, before = lines[row["line_no"] - 1], known.get(row.get("quote"))
        if row.get("quote") and before is None:
            words = f"“{row['supplier']}”的报价已被他人删除，请重新上传报价单"
            raise Refused(words, "quote_elsewhere", field="quotes")
        quote = Quote(line=line, supplier=row["supplier"], amount=row["amount"], created_by=actor)
        if before is not None:
            quote.created_by_id, quote.created_at = before.created_by_id, before.created_at
        if row.get("paper"):
            caption = f"{line.name} 报价 {row['supplier']}"[:120]
            quote.attachment = files.attach(project, row["paper"], kind=QUOTE_PAPER, actor=actor, caption=caption)
        else:
            quote.attachment = before.attachment
        refuse_invalid(quote, exclude=["line", "attachment"])
        quote.save()
