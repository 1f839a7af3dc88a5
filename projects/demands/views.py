"""Pages of demands and their categories."""

from django.shortcuts import get_object_or_404

from governance.kernel.models.addresses import new_address
from governance.kernel.pages.columns import calling
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.reveal import RevealPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import leave
from governance.kernel.steps import cleaning
from projects.roles import VIEW
from projects.visits.models import Visit

from .actions import demands
from .models.categories import DemandCategory
from .models.demands import Demand
from .tables import CategoryFilter, CategoryTable, DemandFilter, DemandTable
from .workflow import CATEGORY, DEMAND, OPINE

MAY_SEE = (VIEW, OPINE)


class DemandList(ListPage):
    permission = MAY_SEE
    model, filterset, table = Demand, DemandFilter, DemandTable
    title = "居民需求"
    subtitle = "九类需求，从登记、交办到答复、评价"
    create = DEMAND
    sheets = ("demands", "hotline")
    workflow, bulk = DEMAND, ("accept", "assign", "to_department", "answer", "close")
    tabs = (
        ("", "在办", "unfinished"),
        ("new", "待受理", "new"),
        ("open", "办理中", "being_handled"),
        ("answered", "待评价", "answered"),
        ("project", "转为项目（含已办结）", "turned_into_projects", False),
        ("closed", "已办结", "closed", False),
        ("all", "全部"),
    )


class DemandDetail(DetailPage):
    permission = MAY_SEE
    model, template, workflow = Demand, "projects/demands/demand.html", DEMAND
    select_related = (
        "area__community",
        "area__street",
        "category",
        "unit",
        "handler__person",
    )

    def more_context(self, obj):
        return {
            "may_reveal": obj.shows_private_to(self.request.user) and bool(obj.reporter_masked or obj.entered_for),
        }


class DemandStep(StepPage):
    model, workflow = Demand, DEMAND
    select_related = ("area__community", "area__street", "area__compound", "category")

    def initial(self, obj):
        """A demand heard on a visit begins with the visit's place, words and channel; the form offers its pictures."""
        given = super().initial(obj)
        visit = find_visit(self.request, given.get("visit", ""))
        if visit is None:
            return given
        known = self.form_class(obj=obj, user=self.request.user).fields["area"].queryset
        around = known.filter(pk__in=[visit.area_id, visit.area.compound_id]).order_by("-depth").first()
        inside = visit.where.removeprefix(visit.area.compound.name) if around != visit.area else ""
        place = f"{inside} {visit.place}".strip()
        words = {"title": visit.gist, "content": visit.summary} if visit.gist else {}
        return {"area": around, "place": place[:80], **words, **given, "channel": Demand.Channel.VISIT}

    def get(self, request, step, pk=None):
        """A demand that can join no draft leads on to the application itself, filled in with what it says."""
        if step == "to_project" and pk is not None and self.begins_a_project(demand := self.get_object(pk)):
            return leave(request, f"{new_address(Demand.project.field.related_model)}?demand={demand.pk}")
        return super().get(request, step, pk=pk)

    def begins_a_project(self, demand):
        """Whether the demand may become a project, and there is no draft that it could join."""
        user = self.request.user
        drafts = self.form_class(obj=demand, user=user).fields["project"].queryset
        return self.workflow.verdict(self.step.name, demand, user) and not drafts.exists()

    def address_after(self, obj):
        """A demand that became a project leads to the form of the draft."""
        if self.step.name == "to_project" and obj.project.is_editable:
            return obj.project.url("save")
        return super().address_after(obj)


class DemandReveal(RevealPage):
    model, title = Demand, "查看联系方式"

    def reveal(self, demand, reason):
        data = demands.reveal(demand, actor=self.request.user, reason=reason)
        speaker = [("陈述人", data["entered_for"])] if data["entered_for"] else []
        return [
            [
                ("反映人", data["reporter_name"]),
                ("联系电话", calling(data["reporter_phone"], data["reporter_name"])),
                *speaker,
            ]
        ]


class CategoryList(ListPage):
    permission = VIEW
    model, filterset, table = DemandCategory, CategoryFilter, CategoryTable
    title = "需求类别"
    subtitle = "代码不变，名称和口径按日期分版本"
    create = CATEGORY
    tabs = (("", "启用", "in_force"),)


class CategoryDetail(DetailPage):
    permission = VIEW
    model, template, workflow = DemandCategory, "projects/demands/category.html", CATEGORY
    select_related = ("area",)

    def more_context(self, obj):
        return {"versions": DemandCategory.objects.filter(area=obj.area_id, code=obj.code).order_by("-valid_from")}


class CategoryStep(StepPage):
    model, workflow = DemandCategory, CATEGORY

    def address_after(self, obj):
        newest = DemandCategory.objects.filter(area=obj.area_id, code=obj.code).order_by("-valid_from").first()
        return newest.get_absolute_url()


def find_demand(request, number):
    """The demand named in an address, if the user may see it; None for any other value."""
    key = cleaning.row_key(number)
    if key is None:
        return None
    return get_object_or_404(Demand.objects.visible_to(request.user).select_related("area__compound"), pk=key)


def find_visit(request, number):
    """The home visit named in an address, if the user may see it; None for any other value."""
    key = cleaning.row_key(number)
    if key is None:
        return None
    rows = Visit.objects.visible_to(request.user).select_related("area__compound", "area__parent")
    return get_object_or_404(rows, pk=key)
