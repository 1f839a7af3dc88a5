"""Pages of overdue work: the list of it, why it is late, and the supervisions."""

from django.db import transaction

from governance.boards.views import BoardPage
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.crumbs import crumbs
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage
from governance.kernel.papers.documents import docx_response

from . import actions as acts
from .models import Supervision
from .tables import OverdueFilter, OverdueTable, SupervisionFilter, SupervisionTable
from .workflow import DEADLINE, REPLY, SUPERVISION, URGE


# ------------------------------------------------------------ overdue work
class OverdueList(BoardPage, ListPage):
    """逾期督办: everything late below an area, the oldest first; users who may can urge several at once."""

    model, filterset, table, title = Deadline, OverdueFilter, OverdueTable, "逾期督办"
    workflow, bulk = DEADLINE, ("urge",)
    tabs = (("", "全部逾期", "overdue"), ("unexplained", "未说明原因", "unexplained"), ("urged", "已督办", "followed"))

    def rows(self):
        return self.period.below(Deadline.objects.overdue())

    @property
    def subtitle(self):
        every, unexplained, urged = (self.count_of(key) for key in ("", "unexplained", "urged"))
        return f"{every} 件，未说明原因 {unexplained} 件，已督办 {urged} 件"

    def more_context(self):
        return {"crumbs": crumbs(self.period.area, self.request.user)}


class DeadlineStep(StepPage):
    """Why it is late, and 督办: dialogs over the row of a list."""

    model, workflow = Deadline, DEADLINE
    select_related = ("area", "desk")

    def address_after(self, obj):
        return obj.supervision.get_absolute_url() if self.step.name == "urge" else obj.url


# ------------------------------------------------------------ supervisions
RELATIONS = ("area__street", "area__community", "deadline__desk", "deadline__assignee__person", "issued_by__person")


class SupervisionList(ListPage):
    """督办: those of the places one supervises, and those one must answer."""

    model, filterset, table, title = Supervision, SupervisionFilter, SupervisionTable, "督办"
    permission = (URGE, REPLY)
    workflow = SUPERVISION
    tabs = (
        ("", "在办", "open"),
        ("waiting", "待答复（含逾期）", "waiting"),
        ("unanswered", "逾期未答复", "unanswered"),
        ("answered", "待审核", "answered"),
        ("ended", "已办结", "ended", False),
        ("all", "全部"),
    )


class SupervisionDetail(DetailPage):
    """One 督办单: what is late, what is asked for, what was answered."""

    model, template, workflow = Supervision, "governance/supervisions/supervision.html", SUPERVISION
    select_related = (*RELATIONS, "answered_by__person")


class SupervisionStep(StepPage):
    model, workflow = Supervision, SUPERVISION
    select_related = ("area", "deadline__desk", "deadline__assignee__person", "issued_by__person")


class SupervisionPaper(RowPage):
    """The 督办单 as a Word file; printing is recorded."""

    model = Supervision
    select_related = (*RELATIONS, "answered_by__person")

    def get(self, request, pk):
        supervision = self.get_object(pk)
        with transaction.atomic():
            data = acts.print_paper(supervision, actor=request.user)
        return docx_response(data, f"督办单{supervision.number}")
