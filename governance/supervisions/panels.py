"""督办 in the menu, and what the page of an urged matter says of it."""

from governance.boards.board import column
from governance.kernel.pages.panels import Panel, entry, panel

from .models import Supervision
from .workflow import SUPERVISION, URGE

entry("督导", "督办", "megaphone", "/governance/supervisions/", permission=URGE, order=74)


@panel("callouts")
def urged(obj, user):
    """A line below the head of an urged matter: how often, by whom, and what is asked for; the open one first.

    Who may not read the matter's text sees it only as one who supervises it or must answer.
    """
    rows = Supervision.objects.of(obj).counted()
    if not getattr(obj, "may_read_text", lambda user: True)(user):
        rows = rows.visible_to(user)
    people = ("issued_by__person", "deadline__desk", "area")
    rows = list(rows.select_related(*people).defer("issued_by__person__phone", "issued_by__person__id_number"))
    if not rows:
        return None
    latest = next((row for row in rows if row.is_open), rows[0])
    may_answer = bool(SUPERVISION.verdict("answer", latest, user))
    may_open = user.scope(URGE).covers(latest.area) or latest.deadline.lies_with(user)
    context = {"supervision": latest, "times": len(rows), "may_answer": may_answer, "may_open": may_open}
    return Panel("督办", "governance/supervisions/_urged.html", context)


column("overdue_n", "逾期", order=80)
