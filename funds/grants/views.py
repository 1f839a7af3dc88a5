"""Pages of grants."""

from funds.books.models import Entry
from funds.roles import VIEW
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import Grant
from .tables import GrantFilter, GrantTable
from .workflow import GRANT


class GrantList(ListPage):
    permission = VIEW
    model, filterset, table = Grant, GrantFilter, GrantTable
    title = "承诺与拨付"
    tabs = (
        ("", "全部", None),
        ("short", "资金不足", "short"),
        ("reserved", "已承诺", "reserved"),
        ("paid", "已拨付", "paid"),
    )


class GrantDetail(DetailPage):
    permission = VIEW
    model, template, workflow = Grant, "funds/grants/grant.html", GRANT
    select_related = ("fund__balance", "area", "project", "overseen_by__person")

    def more_context(self, obj):
        return {
            "entries": Entry.objects.filter(source_url=obj.get_absolute_url()).in_order(),
            "project_url": obj.project.get_absolute_url() if self.request.user.has("projects.view") else "",
        }


class GrantStep(StepPage):
    model, workflow = Grant, GRANT
    select_related = ("fund", "area")
