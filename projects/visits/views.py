"""Pages of home visits."""

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from projects.roles import VIEW

from .models import Visit
from .tables import VisitFilter, VisitTable
from .workflow import VISIT


class VisitList(ListPage):
    permission = VIEW
    model, filterset, table = Visit, VisitFilter, VisitTable
    title = "走访记录"
    subtitle = "邻长、片长、支部和社区书记入户走访，看到和听到的"
    create = VISIT
    sheets = ("visits",)
    lifted_by = ("visited", "visited_after", "visited_before")
    tabs = (
        ("month", "本月", "this_month"),
        ("mine", "我的", lambda rows, user: rows.of(user)),
        ("all", "全部"),
    )


class VisitDetail(DetailPage):
    permission = VIEW
    model, template, workflow = Visit, "projects/visits/visit.html", VISIT
    select_related = (
        "area__community",
        "area__street",
        "area__compound",
        "area__parent",
        "post__person",
        "created_by__person",
    )


class VisitStep(StepPage):
    model, workflow = Visit, VISIT
    select_related = ("area__community", "area__street", "area__compound", "area__parent", "post__person", "post__area")
