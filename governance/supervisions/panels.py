"""督办 in the menu, on the page of an urged matter, and what is late on the leaders' boards."""

from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS
from governance.kernel.figures.results import rows_address
from governance.kernel.models import built
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.relatives import ANY, Relative, badge_of, related
from governance.people.contacts import Contacts

from .models import Supervision
from .running import load_supervisions
from .tables import open_supervision
from .workflow import DEADLINE, SUPERVISION, URGE

SHOWN, ON_A_WALL = 8, 6  # the oldest

entry("督导", "督办", "megaphone", "governance:supervisions", permission=URGE, order=74)


def papers_of(obj):
    """The papers by which a matter was urged."""
    rows = Supervision.objects.of(obj).counted().select_related("issued_by__person", "deadline__desk", "area")
    return rows.defer("issued_by__person__phone", "issued_by__person__id_number")


@panel("callouts")
def urged(obj, user):
    """A line below the head of an urged matter: how often, by whom, and what is asked for; the open one first.

    Users who may not read the matter's text see it only where they supervise it or must answer.
    """
    obj.papers = papers = built.of_row(urged, obj, papers_of)
    is_open = getattr(obj, "may_read_text", lambda user: True)(user)
    rows = [row for row in papers if is_open or is_visible(row, user)]
    if not rows:
        return None
    latest = next((row for row in rows if row.is_open), rows[0])
    may_answer = bool(SUPERVISION.verdict("answer", latest, user))
    may_open = is_visible(latest, user)
    context = {"supervision": latest, "times": len(rows), "may_answer": may_answer, "may_open": may_open}
    return Panel("督办", "governance/supervisions/_urged.html", context)


def is_visible(row, user):
    """`visible_to` for one paper in Python."""
    return user.scope(URGE).covers(row.area) or row.deadline.is_assigned_to(user)


def papers_read(obj, user):
    """Of an urged matter they were read with the line below the head."""
    if not hasattr(obj, "papers"):
        return None
    rows = [row for row in obj.papers if is_visible(row, user)]
    return [Relative(row.number, row.get_absolute_url(), badge=badge_of(Supervision, row.status)) for row in rows]


@related(ANY, label="督办", order=80, after=f"{DEADLINE.kind}.urge", known=papers_read)
def supervisions_of(obj, user):
    """Every paper by which the matter was urged, that of the open one too."""
    return Supervision.objects.visible_to(user).of(obj).counted()


@related("governance.supervision", label="督办事项", order=5, is_told=True)
def matter_of(supervision, user):
    """The urged matter itself, where it has a page."""
    deadline = supervision.deadline
    return [Relative(deadline.title, deadline.url, deadline.number)] if deadline.url else None


@panel("dashboard.late")
def late_on_the_board(period, user):
    """What is late below the board's area, with the buttons of this user."""
    rows = with_holders(overdue_rows(period))
    for row in rows:
        row.may_urge = bool(DEADLINE.verdict("urge", row, user))
        row.running = open_supervision(row, user)
    return late_panel("governance/supervisions/_overdue.html", period, rows)


@panel("wall.late")
def late_on_the_wall(period, user):
    """The same for a wall, where nothing can be clicked."""
    return late_panel(
        "governance/supervisions/_overdue_wall.html", period, with_holders(overdue_rows(period, ON_A_WALL))
    )


def late_panel(template, period, rows):
    """The panel of what was late on the period's day; its link leads to today's list, or to the rows of that day."""
    is_now = period.as_of >= clock.today()
    for row in rows:
        row.due_then = row if is_now else {"is_over": True, "days": (period.as_of - row.due_on).days}
    context = {
        "overdue": rows,
        "overdue_n": METRICS["overdue_n"].numerator(period),
        "all_url": f"{reverse('overdue')}?{period.query}" if is_now else rows_address("overdue_n", period),
        "title": "逾期督办" if is_now else f"截至{clock.zh_day(period.as_of)}逾期",
    }
    return Panel("逾期督办", template, context)


def with_holders(rows):
    """The same deadlines, each with who has it now and who stands above: one query."""
    contacts = Contacts.of_deadlines(rows)
    for row in rows:
        row.holder, row.superior = contacts.holder(row), contacts.superior(row)
    return rows


def overdue_rows(period, most=SHOWN):
    """The oldest overdue deadlines below the board's area, with the supervision that runs for each."""

    def build(one):
        rows = METRICS["overdue_n"].rows(one).select_related("area__street", "area__community", "desk")
        return rows.order_by("due_on", "id")[:most]

    return load_supervisions(period.rows((overdue_rows, most), build))
