"""The lists of overdue work and of supervisions."""

import django_filters
from django.apps import apps
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from governance.kernel.figures.formats import DASH, iso_day, provisional, sheet_day
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.columns import Column, calling, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table
from governance.people.contacts import Contacts

from .models import ABOUT, Supervision
from .running import with_supervisions
from .workflow import DEADLINE, STATES, UNEXPLAINED, URGE

LONG_NUMBER = 20
EXPLAINED = (("no", "未说明"), ("yes", "已说明"))


def search_deadlines(queryset, name, value):
    words = value.strip()[:60]
    return queryset.filter(Q(title__icontains=words) | Q(number__icontains=words))


def filter_explained(queryset, name, value):
    return queryset.unexplained() if value == "no" else queryset.exclude(late_kind=UNEXPLAINED)


def filter_by_app(queryset, name, value):
    """Matters of one app."""
    return queryset.filter(**{f"{name}__startswith": f"{value}."})


class DeadlineFilter(FilterSet):
    q = django_filters.CharFilter(method=search_deadlines, label="事项或编号")
    area = AreaFilter()
    kind = django_filters.ChoiceFilter(
        choices=list(ABOUT.items()),
        field_name="object_type",
        method=filter_by_app,
        label="类别",
        empty_label="全部类别",
    )
    said = django_filters.ChoiceFilter(
        choices=EXPLAINED, method=filter_explained, label="逾期原因", empty_label="不限原因"
    )
    due = PeriodFilter("due_on", label="期限")

    class Meta:
        model = Deadline
        fields = ["q", "area", "kind", "said", "due"]


class OverdueFilter(DeadlineFilter):
    """On the page of overdue work the page itself has narrowed the rows to its area."""

    area = django_filters.CharFilter(label="辖区", method="as_the_page")

    def as_the_page(self, queryset, name, value):
        return queryset


def number_cell(row):
    """The number; a short one stays on one line."""
    css = "nowrap" if len(row.number) < LONG_NUMBER else ""
    return format_html('<span class="{}">{}</span>', css, row.number) if row.number else DASH


def due_cell(row):
    return provisional(iso_day(row.due_on), row.is_provisional)


def due_export(row):
    return sheet_day(row.due_on, row.is_provisional)


def late_cell(row):
    if row.days_late <= 0:
        return DASH
    words = provisional(f"逾期 {row.days_late} 天", row.is_provisional)
    return mark_safe(f'<span class="ht-due is-over">{words}</span>')


def is_private(row):
    """Is the matter need-to-know?  Then a list shows only the kind of reason, and the timeline its text to readers."""
    try:
        return hasattr(apps.get_model(row.object_type), "may_read_text")
    except LookupError:
        return True


def reason_cell(row):
    """Why it is late; the user who must act sees the button that asks for it."""
    if not row.late_kind:
        if DEADLINE.verdict("explain", row, row.reader):
            return step_link(row, "explain", "说明原因")
        return "未说明" if row.days_late > 0 else DASH
    label = row.get_late_kind_display()
    if row.late_reason and not is_private(row):
        return format_html('{}<span class="d-block t-sm ink-3">{}</span>', label, row.late_reason)
    return escape(label)


def urged_cell(row):
    """How often it was urged, the button for users who may urge, and on a phone the one that calls."""
    parts = []
    if row.holder and row.holder.phone:
        parts.append(calling(row.holder.phone, row.holder.name, "ht-call is-sm only-phone"))
    if row.followed_n:
        text, paper = f"已督办 {row.followed_n} 次", open_supervision(row, row.reader)
        parts.append(format_html('<a href="{}">{}</a>', paper.get_absolute_url(), text) if paper else text)
    if DEADLINE.verdict("urge", row, row.reader):
        parts.append(step_link(row, "urge", "督办"))
    if not parts:
        return DASH
    return format_html('<span class="d-inline-flex gap-2 align-items-center">{}</span>', mark_safe(" ".join(parts)))


def open_supervision(row, user):
    """The open supervision of a deadline, or None where this user may not see it: the Python of `visible_to`."""
    may_open = user.scope(URGE).covers(row.area) or row.is_assigned_to(user)
    return row.urged_now[0] if row.urged_now and may_open else None


def step_link(row, step, label):
    return format_html(
        '<a class="btn btn-plain btn-sm" href="{}" aria-label="{}：{}" data-modal>{}</a>',
        reverse("governance:deadline_step", args=(row.pk, step)),
        label,
        row.title,
        label,
    )


def holder_cell(row):
    return escape(holder_name(row))


def holder_name(row):
    return row.holder.name if row.holder else "暂无承办人"


def holder_post(row):
    return row.holder.post if row.holder else None


def phone_cell(row):
    return calling(row.holder.phone, row.holder.name, "ht-num nowrap") if row.holder else DASH


BESIDE = "the deadline beside it sorts"
FOUND = "found for the rows of a page, by the posts in office today"


class OverdueTable(Table):
    """What is late, the oldest first, and whom to call about it."""

    caption = "逾期督办"
    related = ("area__street", "area__community", "desk")
    order = Order("due_on", descending=False)
    empty_message = "没有逾期事项"
    says_late = True

    title = Column("事项", link=True, phone="lead")
    number = Column("编号", html=number_cell, export=lambda row: row.number, phone="hide")
    street = Column("镇街", path="area.street.name", phone="hide", css="nowrap")
    place = Column("辖区", path="area.name", sort="area__path", phone="hide")
    task = Column("环节", phone="state", css="nowrap")
    due_on = Column("期限", kind="date", html=due_cell, export=due_export, sort="due_on", phone="hide")
    late = Column("逾期", unsorted=BESIDE, html=late_cell, phone="due", export=lambda row: max(row.days_late, 0))
    holder = Column("当前承办人", html=holder_cell, export=holder_name, second=("岗位", holder_post), unsorted=FOUND)
    phone = Column("工作电话", html=phone_cell, phone="hide", export=lambda row: row.holder.phone if row.holder else "")
    reason = Column("逾期原因", html=reason_cell, export=lambda row: reason_text(row))
    urged_n = Column(
        "督办", html=urged_cell, sort="followed_n", phone="act", css="nowrap", export=lambda row: row.followed_n
    )

    def __init__(self, rows, request, **kwargs):
        super().__init__(rows, request, **kwargs)
        self.contacts = Contacts.of_deadlines(self.page.rows)
        for row in self.page.rows:
            row.reader = request.user

    def listed(self, row):
        row.holder = self.contacts.holder(row)
        return row

    def export_rows(self):
        self.contacts = Contacts()
        return super().export_rows()

    @classmethod
    def prepared(cls, rows):
        return with_supervisions(super().prepared(rows))

    def days_late(self, row):
        return row.days_late

    def sub(self, row):
        place = row.area.street or row.area
        where = f"{place.name} {row.area.name}" if place.pk != row.area_id else place.name
        return f"{where} · {holder_name(row)}"


def reason_text(row):
    """The same for Excel."""
    if not row.late_kind:
        return "未说明" if row.days_late > 0 else ""
    if is_private(row) or not row.late_reason:
        return row.get_late_kind_display()
    return f"{row.get_late_kind_display()}：{row.late_reason}"


def search_supervisions(queryset, name, value):
    """Title or number of the matter, or the paper's own number."""
    words = value.strip()[:60]
    found = Q(deadline__title__icontains=words) | Q(deadline__number__icontains=words) | Q(number__icontains=words)
    return queryset.filter(found)


class SupervisionFilter(FilterSet):
    q = django_filters.CharFilter(method=search_supervisions, label="事项或编号")
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态", empty_label="全部状态")
    kind = django_filters.ChoiceFilter(
        choices=list(ABOUT.items()),
        field_name="deadline__object_type",
        method=filter_by_app,
        label="类别",
        empty_label="全部类别",
    )
    level = django_filters.ChoiceFilter(choices=Supervision.Level.choices, label="层级", empty_label="全部层级")
    issued = PeriodFilter("issued_at", label="督办日期")

    class Meta:
        model = Supervision
        fields = ["q", "area", "status", "kind", "level", "issued"]


def reply_cell(row):
    """The day of the answer; how late it is while nobody has answered."""
    if row.reply_days_late:
        words = provisional(f"逾期 {row.reply_days_late} 天", row.reply_is_provisional)
        return format_html('<span class="ht-due is-over">{}</span>', words)
    return provisional(iso_day(row.reply_due_on), row.reply_is_provisional)


def reply_export(row):
    return sheet_day(row.reply_due_on, row.reply_is_provisional)


class SupervisionTable(Table):
    caption = "督办"
    related = ("area__street", "deadline__desk", "deadline__assignee__person", "issued_by__person")
    defer = (
        "answer",
        "requirement",
        "issued_by__person__phone",
        "issued_by__person__id_number",
        "deadline__assignee__person__phone",
        "deadline__assignee__person__id_number",
    )
    order = Order("issued_at")
    budget = ("issued_at",)
    empty_message = "没有督办单"

    number = Column("督办单号", sort="no", phone="hide", css="nowrap")
    title = Column("事项", unsorted="the words of the deadline, which its steps change", link=True, phone="lead")
    matter = Column("事项编号", path="deadline.number", phone="hide")
    street = Column("镇街", path="area.street.name", sort="area__path", phone="hide", css="nowrap")
    task = Column("环节", path="deadline.task", phone="hide", css="nowrap")
    addressee = Column("承办", unsorted=FOUND, phone="hide", css="nowrap")
    level = Column("层级", path="get_level_display", phone="hide", css="nowrap")
    issued_by = Column("督办人", path="issued_by.person.name", phone="hide", css="nowrap")
    issued_at = Column("督办日期", kind="date", sort="issued_at", phone="hide")
    reply_due_on = Column(
        "答复期限", html=reply_cell, export=reply_export, sort="reply_due_on", phone="due", css="nowrap"
    )
    status = Column("状态", path="get_status_display", html=state_badge, phone="state")

    def days_late(self, row):
        return row.reply_days_late or 0

    def sub(self, row):
        return row.number
