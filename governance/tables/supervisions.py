"""Lists of overdue work that is urged: the supervisions."""

import django_filters
from django.db.models import Q
from django.utils.html import format_html

from governance.kernel.filters import AreaFilter, FilterSet
from governance.kernel.tables import Column, Order, Table, badge
from governance.models import Supervision
from governance.models.supervisions import ABOUT


def about(queryset, name, value):
    """Matters of one app."""
    return queryset.filter(**{f"{name}__startswith": f"{value}."})


def words(queryset, name, value):
    """Title or number of the matter, or the paper's own number."""
    words = value.strip()[:60]
    found = Q(deadline__title__icontains=words) | Q(deadline__number__icontains=words) | Q(number__icontains=words)
    return queryset.filter(found)


class SupervisionFilter(FilterSet):
    q = django_filters.CharFilter(method=words, label="事项或编号")
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=Supervision.Status.choices, label="状态", empty_label="全部状态")
    kind = django_filters.ChoiceFilter(
        choices=list(ABOUT.items()),
        field_name="deadline__object_type",
        method=about,
        label="类别",
        empty_label="全部类别",
    )
    level = django_filters.ChoiceFilter(choices=Supervision.Level.choices, label="层级", empty_label="全部层级")

    class Meta:
        model = Supervision
        fields = ["q", "area", "status", "kind", "level"]


def state(row):
    return badge(row.get_status_display(), row.BADGES[row.status])


def reply(row):
    """The day of the answer; how late it is while nobody has answered."""
    if row.reply_days_late:
        return format_html('<span class="ht-due is-over">逾期 {} 天</span>', row.reply_days_late)
    return f"{row.reply_due_on:%Y-%m-%d}"


class SupervisionTable(Table):
    caption = "督办"
    related = (
        "area__street", "deadline__desk", "deadline__assignee__person", "issued_by__person",
    )  # fmt: skip
    defer = (
        "answer", "requirement", "issued_by__person__phone", "issued_by__person__id_number",
        "deadline__assignee__person__phone", "deadline__assignee__person__id_number",
    )  # fmt: skip
    order = Order("issued_at")
    empty_message = "没有督办单"

    number = Column("督办单号", sort="no", phone="hide", css="nowrap")
    title = Column("事项", link=True, phone="lead")
    matter = Column("事项编号", path="deadline.number", phone="hide")
    street = Column("镇街", path="area.street.name", sort="area__path", phone="hide", css="nowrap")
    task = Column("环节", path="deadline.task", phone="hide", css="nowrap")
    addressee = Column("承办", phone="hide", css="nowrap")
    level = Column("层级", path="get_level_display", phone="hide", css="nowrap")
    issued_by = Column("督办人", path="issued_by.person.name", phone="hide", css="nowrap")
    issued_at = Column("督办日期", kind="date", sort="issued_at", phone="hide")
    reply_due_on = Column(
        "答复期限", html=reply, export=lambda row: row.reply_due_on, sort="reply_due_on", phone="due", css="nowrap"
    )
    status = Column("状态", html=state, export=lambda row: row.get_status_display(), phone="state")

    def row_css(self, row):
        return "is-overdue" if row.reply_days_late else ""

    def sub(self, row):
        return row.number
