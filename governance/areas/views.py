"""Lists of places, and the steps of a place."""

from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.roles import VIEW

from .models import Area, Level
from .tables import AreaTable, CompoundFilter, CompoundTable
from .workflow import AREA


class CompoundList(ListPage):
    model, filterset, table, title = Area, CompoundFilter, CompoundTable, "小区"
    permission = VIEW
    create = AREA
    sheets = ("areas",)
    tabs = (("", "现行", "current"),)

    keeps_queries = True

    def rows(self):
        return super().rows().filter(level=Level.COMPOUND)


class AreaList(ListPage):
    """All places by name, alias or code, with merged and closed ones."""

    model, filterset, table, title = Area, CompoundFilter, AreaTable, "区域查询"
    permission = VIEW
    tabs = (("", "现行", "current", False), ("all", "全部"))


class AreaStep(StepPage):
    model, workflow = Area, AREA
    select_related = ("community", "compound", "parent")

    def initial(self, obj):
        given = super().initial(obj)
        parent = self.request.GET.get("parent", "")
        return {**given, "parent": parent} if parent else given
