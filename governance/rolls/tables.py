"""Lists of rolls, of the units of one, and of what a version changes."""

import django_filters
from django.db.models import Prefetch

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .changes import WORDS
from .heads import unit_code
from .kinds import Holding, Kind
from .models import Roll, RollOwner, RollUnit
from .workflow import STANDINGS

SECRET = "names are masked, and their order would tell them"


class RollFilter(FilterSet):
    area = AreaFilter()
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label="类别", empty_label="全部类别")
    standing = django_filters.ChoiceFilter(
        choices=[(state, state.label) for state in STANDINGS],
        label="状态",
        empty_label="全部状态",
        method="by_standing",
    )
    filed = PeriodFilter("filed_on", label="备案日期")

    class Meta:
        model = Roll
        fields = ["area", "kind", "standing", "filed"]

    def by_standing(self, rows, name, value):
        return rows.in_standing(value)


class RollTable(Table):
    """Rolls with their days and sizes."""

    caption = "名册"
    related = ("area__community", "area__street")
    order = Order("as_of")
    budget = ("as_of",)
    empty_message = "还没有名册"

    name = Column("名册", path="get_kind_display", link=True, phone="lead")
    area = Column("区域", path="area.name")
    community = Column("社区（村）", path="area.community.name", sort="area__path", phone="hide")
    size = Column("规模", path="size")
    as_of = Column("统计截止日", kind="date", phone="hide")
    filed_on = Column("备案日期", kind="date", phone="due")
    valid_from = Column("启用日期", kind="date", phone="hide")
    valid_to = Column("使用至", kind="date", phone="hide")
    status = Column("状态", path="get_status_display", html=state_badge, phone="state")

    def sub(self, row):
        return f"{row.area.name} · {row.size}"


class UnitFilter(FilterSet):
    q = django_filters.CharFilter(label="户号", method="by_code")
    holding = django_filters.ChoiceFilter(choices=Holding.choices, label="状态", empty_label="全部状态")

    class Meta:
        model = RollUnit
        fields = ["q", "holding"]

    def by_code(self, rows, name, value):
        return rows.filter(code__contains=unit_code(value)) if value.strip() else rows


class UnitTable(Table):
    """Units of a roll, names masked."""

    caption = "业主名册明细"
    css = "ht-table is-cards"
    order = Order("id", descending=False)
    budget = ("id",)
    empty_message = "还没有导入明细"

    code = Column("户号", sort="id", phone="lead")
    owners = Column("业主（共有人）", unsorted=SECRET, path="masked_owners")
    buyer = Column("买受人（多套）", unsorted=SECRET, path="masked_buyer", phone="hide")
    exclusive_area = Column("专有面积（㎡）", kind="num", sort="exclusive_area", total=True)
    holding = Column("状态", path="get_holding_display", sort="holding")
    counts_to = Column("计票人（首个户号）", path="head", sort="head")

    @classmethod
    def prepared(cls, rows):
        return super().prepared(rows).prefetch_related(Prefetch("owners", RollOwner.objects.defer("id_number")))


class ChangeFilter(FilterSet):
    """Changed rows by the kind of change; those of an owners' roll by their code too."""

    q = django_filters.CharFilter(label="户号", method="by_code")
    word = django_filters.ChoiceFilter(choices=[(word, word) for word in WORDS], label="变动", empty_label="全部变动")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.queryset.model is not RollUnit:
            del self.filters["q"]

    def by_code(self, rows, name, value):
        return rows.filter(code__contains=unit_code(value)) if value.strip() else rows


class ChangeTable(Table):
    """Rows that a version adds, removes or changes, each with its Line of the comparison.

    lines -- {key of a row: its Line}, from the page
    """

    caption = "与上一版相比的变动"
    css = "ht-table is-cards"
    order = Order("id", descending=False)
    budget = ("id",)
    empty_message = "与上一版相比，逐行无变动"

    name = Column("户号（姓名）", path="line.name", sort="id", phone="lead")
    word = Column("变动", sort="word")
    says = Column("说明", path="line.says")

    lines = {}

    def listed(self, row):
        row.line = self.lines[row.pk]
        return row
