"""The lists of cases and their filters."""

import re
from datetime import timedelta

import django_filters
from django import forms

from disputes.cases.models.cases import MediationCase
from disputes.committees.models import LawStation, Mediator
from governance.kernel.clock import clock
from governance.kernel.figures.formats import DASH, sheet_day, zhdate
from governance.kernel.figures.markup import escaped
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table
from governance.templatetags.portal import due

from .querysets import Reader
from .workflow import STATES

NUMBER = re.compile(r"（(\d{4})）(.+)(?:人调|站调)字第(\d+)号")
URGENT = '<span class="ht-tag is-red">紧急</span> '
LISTED = (  # what a list shows of a case or decides by: the row is wide, and case text stays where it is
    "number",
    "title",
    "kind",
    "status",
    "place",
    "parties_label",
    "mediators_label",
    "is_urgent",
    "listed_on",
    "due_on",
    "registered_on",
    "accepted_on",
    "handlers",
    "leader_id",
    "created_by_id",
    "committee_id",
)
LIMITS = (("over", "已逾期"), ("today", "今天到期"), ("soon", "三日内到期"), ("week", "七日内到期"))


class CaseSearch(SearchFilter):
    """Number, place, kind or title; the title only of cases whose text the person may read."""

    def filter(self, queryset, value):
        return queryset.matching(value, self.parent.request.user) if value else queryset


class CaseAreaFilter(AreaFilter):
    """`area=<code>` by the row's own path."""

    def filter(self, queryset, value):
        return queryset.below(value) if value else queryset


class CaseFilter(FilterSet):
    q = CaseSearch(label="案号、小区、事由")
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态", empty_label="全部状态")
    kind = django_filters.ChoiceFilter(choices=MediationCase.Kind.choices, label="类别", empty_label="全部类别")
    due = django_filters.ChoiceFilter(choices=LIMITS, method="by_due", label="期限", empty_label="全部期限")
    listed = PeriodFilter("listed_on", label="受理日期")
    area = CaseAreaFilter()
    mediator = django_filters.CharFilter(
        method="by_mediator", label="调解员", widget=forms.TextInput(attrs={"placeholder": "调解员", "size": 8})
    )
    station = django_filters.ModelChoiceFilter(
        queryset=LawStation.objects.all(), label="法学会站点", widget=forms.HiddenInput
    )

    class Meta:
        model = MediationCase
        fields = ["q", "status", "kind", "due", "listed", "area", "mediator", "station"]

    def by_due(self, rows, name, value):
        today = clock.today()
        if value == "over":
            return rows.overdue(today)
        days = {"today": 0, "soon": 3, "week": 7}[value]
        return rows.open().filter(due_on__gte=today, due_on__lte=today + timedelta(days))

    def by_mediator(self, rows, name, value):
        """Cases led by mediators of this name, among those whose text may be read."""
        mediators = Mediator.objects.filter(person__name__startswith=value.strip()).values_list("pk", flat=True)
        return rows.filter(mediator__in=list(mediators[:200])).readable_by(self.request.user)


def short_number(number):
    """（2026）野鸭冲人调字第163号 -> 野鸭冲 163; of another year 2025 野鸭冲 163.  Lists are narrow."""
    found = NUMBER.fullmatch(number)
    if not found:
        return number
    year = "" if found[1] == str(clock.today().year) else f"{found[1]} "
    return f"{year}{found[2]} {found[3]}"


def number_cell(row):
    return escaped(short_number(row.number)) or "待受理"


def title_of(row):
    """The title for users who may read it, the kind of dispute for everybody else."""
    return row.title if row.is_readable else f"{row.get_kind_display()}纠纷"


def title_cell(row):
    return f"{URGENT if row.is_urgent else ''}{escaped(title_of(row))}"


def parties_of(row):
    return row.parties_label if row.is_readable else ""


def mediators_of(row):
    return row.mediators_label if row.is_readable else ""


def parties_cell(row):
    return escaped(parties_of(row)) or DASH


def mediators_cell(row):
    return escaped(mediators_of(row)) or DASH


def due_cell(row):
    return due(row) if row.is_open else DASH


def listed_cell(row):
    return zhdate(row.listed_on, "ledger")


def due_export(row):
    return sheet_day(row.due_on, row.is_provisional) if row.is_open else None


SECRET = "the order would tell who may not read the case"
URGENCY = ("紧急报告", lambda row: "紧急" if row.is_urgent else None)


class CaseTable(Table):
    """Cases, the latest first; a user who may not read a case's text sees its kind, place, dates and state."""

    caption = "案件"
    related = ("committee__area__parent", "unit")
    order = Order("listed_on")
    budget = ("listed_on",)
    below = ("number", "place", "mediators")
    empty_message = "还没有纠纷案件"

    number = Column(
        "案号",
        html=number_cell,
        hint=lambda row: row.number,
        export=lambda row: row.number,
        phone="hide",
        css="code",
    )
    title = Column(
        "事由", html=title_cell, export=title_of, marks=URGENCY, link=True, unsorted=SECRET, phone="lead", css="trunc"
    )
    place = Column("小区", sort="place", css="nowrap", phone="hide")
    kind = Column("类别", path="get_kind_display", phone="hide", css="nowrap")
    parties = Column("当事人", unsorted=SECRET, html=parties_cell, export=parties_of, phone="hide", css="nowrap")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")
    due_on = Column("期限", html=due_cell, export=due_export, sort="due_on", phone="due")
    mediators = Column("调解员", unsorted=SECRET, html=mediators_cell, export=mediators_of, phone="hide", css="nowrap")
    listed_on = Column("受理日期", kind="date", html=listed_cell, sort="listed_on", phone="hide")

    def __init__(self, rows, request, **options):
        super().__init__(rows, request, **options)
        self.reader = Reader.of(request.user)

    @classmethod
    def prepared(cls, rows):
        return rows.with_paths().only(*LISTED)

    def days_late(self, row):
        return (clock.today() - row.due_on).days if row.is_open else 0

    def listed(self, row):
        row.is_readable = self.reader.may_read(row)
        return row

    def sub(self, row):
        words = [short_number(row.number) or "待受理", row.place, mediators_of(row)]
        return " · ".join(filter(None, words))


class OpenCaseTable(CaseTable):
    """What is being worked on: the most urgent first."""

    order = Order("due_on", descending=False)
    empty_message = "没有在办的纠纷"
