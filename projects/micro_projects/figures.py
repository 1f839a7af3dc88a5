"""What the page of a micro-project draws: the budget by source, the deliberation's bars, what was paid.  Yuan."""

from decimal import Decimal

from governance.kernel.figures.metrics import percent
from governance.kernel.papers.file_kinds import may_read
from projects.micro_projects.models.budgets import ACCOUNTS
from projects.roles import VIEW

from .attachments import QUOTE_PAPER
from .workflow.states import PAID

ACCOUNT_NAMES = (("fei", "财政"), ("jin", "基金"), ("qian", "自筹"))
ZERO = Decimal(0)


def budget(project, user):
    """{rows, totals, total, bar, sources, label}: lines by account, with the foot of 合计.

    A source that names no line is counted in the foot and in the row “未指定到支出项”.
    """
    lines = list(project.lines.all())
    sources = list(project.sources.all())
    by_line = {}
    for source in sources:
        cell = (source.line_id, ACCOUNTS[source.kind])
        by_line[cell] = by_line.get(cell, ZERO) + source.amount
    total = sum((line.amount for line in lines), ZERO)
    totals = {key: sum((s.amount for s in sources if ACCOUNTS[s.kind] == key), ZERO) for key, _ in ACCOUNT_NAMES}
    return {
        "rows": [{"line": line, "money": money_of(line, by_line)} for line in lines],
        "loose": unassigned_cells(by_line),
        "heads": ACCOUNT_NAMES,
        "totals": [*(totals[key] for key, _ in ACCOUNT_NAMES), total],
        "total": total,
        "bar": [(percent(totals[key], sum(totals.values())), key) for key, _ in ACCOUNT_NAMES if totals[key]],
        "label": "，".join(f"{name} {totals[key]:,.2f} 元" for key, name in ACCOUNT_NAMES),
        "sources": sources,
        "may_read_quotes": user.scope(VIEW).covers(project.area) and may_read(user, project, QUOTE_PAPER.name),
        "quotes": [line for line in lines if line.quotes.all()],
    }


def money_of(line, by_line):
    """The cells of a line: the price of one, what each account pays, the sum."""
    return [line.unit_price, *(by_line.get((line.pk, key)) for key, _ in ACCOUNT_NAMES), line.amount]


def unassigned_cells(by_line):
    """The cells of money that names no line, or None."""
    cells = [by_line.get((None, key)) for key, _ in ACCOUNT_NAMES]
    return [*cells, None] if any(cells) else None


def deliberation(project):
    """{row, attendance, bar, votes, motion, several, conditions}: the bars of the motion on which a project rests.

    With their legal lines; None without a deliberation.
    """
    motion = project.motion
    if motion is None:
        return None
    row = motion.deliberation
    votes = None
    if motion.yes is not None and row.present:
        parts = (("ok", "同意", motion.yes), ("no", "反对", motion.no_votes), ("mute", "弃权", motion.abstain))
        votes = {
            "bar": [(percent(n, row.present), css) for css, _, n in parts if n],
            "parts": parts,
            "share": percent(motion.yes, row.present),
            "condition": next(iter(motion.conditions(row)), None),
            "label": "，".join(f"{word} {n:,} {row.unit}" for _, word, n in parts),
        }
    attendance = next(iter(row.quorum()), None)
    return {
        "row": row,
        "attendance": attendance,
        "bar": [(attendance.percent, "")] if attendance else [],
        "votes": votes,
        "motion": motion,
        "several": len(row.motions.all()) > 1,
        "conditions": [*row.quorum(), *(motion.conditions(row) if votes else ())],
    }


def paid(project):
    """Fiscal money paid out and what is left of the approval; None before there is an approval."""
    if project.approved_amount is None:
        return None
    done = sum((payment.amount for payment in project.payments.all() if payment.status == PAID), ZERO)
    return {"done": done, "left": project.approved_amount - done}
