"""The list of dated rules."""

import django_filters
from django.db.models import Case, Q, Value, When

from governance.kernel.clock import clock
from governance.kernel.models.rule_words import PROPOSED, STANDING
from governance.kernel.models.rules import Nature, Rule, RuleKind
from governance.kernel.pages.columns import Column, badge
from governance.kernel.pages.filters import FilterSet, WordsFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AROUND, PeriodFilter
from governance.kernel.pages.tables import Table


class RuleFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label="名称或依据")
    kind = django_filters.ChoiceFilter(choices=RuleKind.choices, label="类型", empty_label="全部类型")
    nature = django_filters.ChoiceFilter(choices=Nature.choices, label="性质", empty_label="全部性质")
    is_statutory = WordsFilter("法定与约定", "法定", "约定", label="法定期限")
    on = django_filters.DateFilter(method="on_day", label="施行于")
    begun = PeriodFilter("valid_from", label="施行日", spans=AROUND)

    class Meta:
        model = Rule
        fields = ["q", "kind", "nature", "is_statutory", "begun", "on"]

    def search(self, queryset, name, value):
        words = value.strip()
        return queryset.filter(Q(label__icontains=words) | Q(code__icontains=words) | Q(basis__icontains=words))

    def on_day(self, queryset, name, value):
        return queryset.valid_on(value)


def standing_badge(row):
    return badge(*row.force_badge)


def standing_rank():
    """The words of the badge as numbers: in force, still to come, over, proposed, never in force."""
    today = clock.today()
    return Case(
        When(status=PROPOSED, then=Value(3)),
        When(~Q(status__in=STANDING), then=Value(4)),
        When(valid_from__gt=today, then=Value(1)),
        When(valid_to__lt=today, then=Value(2)),
        default=Value(0),
    )


class RuleTable(Table):
    """Limits, periods, majorities and settings, with their legal basis."""

    caption = "规则"
    order = Order("label", descending=False)

    label = Column("名称", link=True, sort="label", phone="lead")
    kind = Column("类型", path="get_kind_display", sort="kind", css="text-nowrap", phone="hide")
    nature = Column("性质", path="get_nature_display", sort="nature", css="text-nowrap")
    value = Column("数值", path="value_text", css="text-end text-nowrap")
    bound = Column("法定界限", path="bound_text", css="text-nowrap")
    basis = Column("依据")
    valid_from = Column("施行日", kind="date", sort="valid_from")
    valid_to = Column("失效日", kind="date", phone="hide")
    standing = Column(
        "状态", html=standing_badge, export=lambda row: row.force_badge[0], rank=standing_rank, phone="state"
    )

    def sub(self, row):
        begins = f"，{clock.zh_date(row.valid_from)}起" if row.valid_from > clock.today() else ""
        return f"{row.value_text}{begins}"
