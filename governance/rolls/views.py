"""Pages of rolls."""

import base64

from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.html import format_html

from governance.kernel.pages.crumbs import crumbs
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.reveal import RevealPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.kernel.papers.uploads import EXCEL
from governance.roles import VIEW

from .actions.copies import give_out
from .changes import ADDED, CHANGED, REMOVED, compare
from .filing import findings
from .forms import GiveOutForm
from .kinds import Holding
from .members import RollMember
from .models import Roll, RollUnit
from .sheets import SHEETS
from .tables import ChangeFilter, ChangeTable, RollFilter, RollTable, UnitFilter, UnitTable
from .workflow import PREPARE, READ, ROLL

MOST_LINES = 50  # changed rows that the page names
EMPTY = ("名册还没有明细，请先导入或填写，再报送备案", "名册还没有户数和人数，请先填写，再报送备案")


class RollList(ListPage):
    model, filterset, table, title = Roll, RollFilter, RollTable, "名册"
    permission = VIEW
    create = ROLL
    tabs = (("", "在用", "in_force"), ("open", "待办", "open"), ("all", "全部"))


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
            "has_former": may_read and not obj.lists_numbers and Roll.objects.newest_before(obj) is not None,
            "may_give_out": not obj.lists_numbers and obj.has_content and bool(self.request.user.can(PREPARE, obj)),
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
        if roll.counts_women:
            women = roll.members.filter(seat=RollMember.Seat.DELEGATE, is_woman=True).count()
            words = words.replace("人，", f"人（其中妇女 {women} 人），", 1)
        return [("成员", sum(seats.values()), "人", words)]
    holdings = roll.count_holdings()
    words = "，".join(f"{label} {holdings[value][0]} 套" for value, label in Holding.choices if value in holdings)
    return [
        ("专有部分", sum(count for count, _ in holdings.values()), "套", words),
        ("计票人数", roll.head_count, "户", words_on_heads(roll)),
        ("专有面积", f"{sum(size for _, size in holdings.values()):,.2f}", "㎡", ""),
    ]


def words_on_heads(roll):
    """How units became heads: what was joined is said only where it was."""
    buyers, developer = roll.joined_heads()
    said = [f"同一买受人的几套合计一人（{buyers} 人）"] if buyers else []
    return "；".join(["一套一人", *said, *(["建设单位未售、未交付的合计一人"] if developer else [])])


class RowsOfRoll(ListPage):
    """A list of rows that belong to one roll, for those who may read it."""

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

    @property
    def subtitle(self):
        return f"{self.roll.area.name} · {self.roll.size}"

    def more_context(self):
        return {"crumbs": [*crumbs(self.roll.area, self.request.user), (str(self.roll), self.roll.get_absolute_url())]}


class RollUnits(RowsOfRoll):
    """The units of one roll with their owners' names masked."""

    model, filterset, table, title = RollUnit, UnitFilter, UnitTable, "业主名册明细"

    def rows(self):
        return RollUnit.objects.filter(roll=self.roll)


class RollChanges(RowsOfRoll):
    """All rows that a version adds, removes or changes against the one before, names masked."""

    model, filterset, table, title = RollUnit, ChangeFilter, ChangeTable, "名册变动明细"

    @cached_property
    def compared(self):
        return compare(self.roll)

    @cached_property
    def lines(self):
        """{key of the row: Line}; rows of both versions, which share one table and so no key."""
        return {line.pk: line for line in self.compared.lines} if self.compared else {}

    def rows(self):
        model = RollMember if self.roll.lists_members else RollUnit
        keys = {word: [pk for pk, line in self.lines.items() if line.word == word] for word in (ADDED, REMOVED)}
        word = Case(*[When(pk__in=keys[word], then=Value(word)) for word in keys], default=Value(CHANGED))
        return model.objects.filter(pk__in=list(self.lines)).annotate(word=word)

    def filtered_table(self):
        table = super().filtered_table()
        table.lines = self.lines
        return table

    @property
    def subtitle(self):
        return self.compared.text if self.compared else f"{self.roll.area.name} · 没有上一版可比"


class RollWorkbook(RevealPage):
    """The rows of a roll in the shape of the template, in full, to be corrected and imported again."""

    model, title, form_class = Roll, "导出名册表格", GiveOutForm
    permission = PREPARE
    step = {
        "name": "workbook",
        "label": "导出并留痕",
        "tone": "primary",
        "hint": "表格含姓名和证件号码全文，可改后导入新的版本。导出人、时间和理由会记入办理记录。",
    }

    def rows(self):
        return Roll.objects.visible_to(self.request.user, PREPARE).select_related("area__community", "area__street")

    def blocked(self, roll):
        return "" if roll.has_content and not roll.lists_numbers else "这份名册没有明细，没有可导出的"

    def reveal(self, roll, reason):
        data, count = give_out(roll, actor=self.request.user, reason=reason)
        address = f"data:{EXCEL};base64,{base64.b64encode(data).decode()}"
        name = f"{roll}_{roll.as_of:%Y%m%d}.xlsx"
        link = format_html('<a href="{}" download="{}">下载 {}</a>', address, name, name)
        return [[("表格", link), ("明细", roll.rows_words(count))]]


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
