"""Pages of rolls."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.showing import crumbs
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.kernel.papers.uploads import EXCEL
from governance.roles import VIEW

from .changes import compare
from .filing import findings
from .kinds import Holding
from .models import Roll, RollUnit
from .sheets import SHEETS
from .tables import RollFilter, RollTable, UnitFilter, UnitTable
from .workflow import PREPARE, READ, ROLL

MOST_LINES = 50  # changed rows that the page names
EMPTY = ("名册还没有明细，请先导入或填写，再报送备案", "名册还没有户数和人数，请先填写，再报送备案")


class RollList(ListPage):
    model, filterset, table, title = Roll, RollFilter, RollTable, "名册"
    permission = VIEW
    create = ROLL
    tabs = (("", "全部", None), ("in_force", "在用", "in_force"), ("open", "待办", "open"))


class RollDetail(DetailPage):
    """One version of a roll: its days and totals, its rows for those who may read them, the other versions."""

    model, template, workflow = Roll, "governance/rolls/roll.html", ROLL
    permission = VIEW
    select_related = ("area__community", "area__street")

    def more_context(self, obj):
        may_read = bool(self.request.user.can(READ, obj))
        return {
            "totals": totals_of(obj),
            "findings": findings(obj, obj.valid_from) if obj.is_open else [],
            "empty": "" if obj.has_content or not obj.is_open else EMPTY[obj.lists_numbers],
            **(change_context(obj) if obj.is_open else {}),
            "may_read": may_read,
            "members": list(obj.members.all()) if may_read and obj.lists_members else [],
            "versions": Roll.objects.visible_to(self.request.user).versions_of(obj).select_related("area"),
            "template_kind": obj.kind if obj.is_draft and obj.kind in SHEETS else "",
        }


def change_context(roll):
    """What an open version changes: the numbers, and the first rows of those that differ."""
    compared = compare(roll)
    return {
        "compared": compared,
        "changed_rows": compared.lines[:MOST_LINES] if compared else (),
        "unshown": max(0, len(compared.lines) - MOST_LINES) if compared else 0,
    }


def totals_of(roll):
    """[(label, number, unit, small words)] above the page of a roll, counted from its rows."""
    if roll.lists_numbers:
        return [("户数", roll.households, "户", ""), ("年满十八周岁", roll.adults, "人", "")]
    if roll.lists_members:
        seats = roll.count_seats()
        words = f"代表 {seats['delegate']} 人，委员会成员 {seats['committee']} 人" if roll.has_delegates else ""
        return [("成员", sum(seats.values()), "人", words)]
    holdings = roll.count_holdings()
    words = "，".join(f"{label} {holdings[value][0]} 套" for value, label in Holding.choices if value in holdings)
    return [
        ("专有部分", sum(count for count, _ in holdings.values()), "套", words),
        ("计票人数", roll.head_count, "户", "一套一人；同一买受人的几套、建设单位未售未交付的合计一人"),
        ("专有面积", f"{sum(size for _, size in holdings.values()):,.2f}", "㎡", ""),
    ]


class RollUnits(ListPage):
    """The units of one roll with their owners' names masked, for those who may read it."""

    model, filterset, table, title = RollUnit, UnitFilter, UnitTable, "业主名册明细"
    permission = READ

    def get(self, request, pk):
        return super().get(request)

    def post(self, request, pk):
        return super().post(request)

    @cached_property
    def roll(self):
        """The roll of the address, within what the user may read."""
        rolls = Roll.objects.visible_to(self.request.user, READ).select_related("area")
        return get_object_or_404(rolls, pk=self.kwargs["pk"])

    def rows(self):
        return RollUnit.objects.filter(roll=self.roll)

    @property
    def subtitle(self):
        return f"{self.roll.area.name} · {self.roll.size}"

    def more_context(self):
        return {"crumbs": [*crumbs(self.roll.area, self.request.user), (str(self.roll), self.roll.get_absolute_url())]}


class RollStep(StepPage):
    model, workflow = Roll, ROLL
    select_related = ("area__community",)


class RollTemplate(Page):
    """The empty workbook of a kind of roll, with its help page."""

    permission = PREPARE

    def get(self, request, kind):
        from governance.kernel.papers import workbooks  # openpyxl is heavy and needed only here

        if kind not in SHEETS:
            raise Http404
        response = HttpResponse(workbooks.template(SHEETS[kind]), content_type=EXCEL)
        response["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%90%8D%E5%86%8C%E6%A8%A1%E6%9D%BF.xlsx"
        return response
