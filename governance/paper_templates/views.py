"""Pages of the templates: each kind of paper with its fields, and the versions that two people sign."""

from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.kernel.papers import kinds
from governance.roles import CONFIGURE

from .models import PaperTemplate
from .tables import TemplateFilter, TemplateTable
from .workflow import KEEPERS, TEMPLATE


class PaperKinds(Page):
    """Every kind of paper: what it is printed by, what waits, and the fields that a template may name."""

    title, permission = "文书模板", KEEPERS

    def get(self, request):
        rows = PaperTemplate.objects.visible_to(request.user).with_people()
        used = {row.kind: row for row in rows.in_use()}
        waiting = {row.kind: row for row in rows.waiting()}
        return self.show(
            "governance/paper_templates/kinds.html",
            kinds=[
                {
                    "kind": kind,
                    "used": used.get(kind.code),
                    "waiting": waiting.get(kind.code),
                    "new_url": f"{new_address(PaperTemplate)}?kind={kind.code}",
                }
                for kind in kinds.KINDS.values()
            ],
            may_upload=request.user.has(CONFIGURE),
            versions_url=list_address(PaperTemplate),
        )


class TemplateList(ListPage):
    model, filterset, table, title = PaperTemplate, TemplateFilter, TemplateTable, "文书模板的版本"
    permission = KEEPERS
    subtitle = "由一人上传、另一人确认；更换、停用的版本留存备查"
    tabs = (("open", "待确认", "waiting"), ("used", "使用中", "in_use"), ("all", "全部", None))


class TemplateDetail(DetailPage):
    model, workflow, permission = PaperTemplate, TEMPLATE, KEEPERS
    select_related = ("created_by__person", "confirmed_by__person")


class TemplateStep(StepPage):
    model, workflow, permission = PaperTemplate, TEMPLATE, KEEPERS

    def initial(self, obj):
        """The kind of paper of the address."""
        asked = self.request.GET.get("kind", "")
        return {"kind": asked} if self.step.name == "propose" and asked in kinds.KINDS else {}
