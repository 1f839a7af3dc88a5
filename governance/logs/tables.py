"""The operation log and the log of sign-ins."""

from functools import cache
from ipaddress import ip_address

import django_filters
from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.db.models import Q
from django.utils.html import escape, format_html

from governance.kernel.models.events import Event
from governance.kernel.pages.columns import Column, badge
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table
from governance.kernel.steps.workflow import REGISTRY
from governance.people.models.accounts import User

APPS = ("governance", "projects", "disputes", "funds")


@cache
def object_types():
    """[(object type, its name)] of everything that has a history: what people know by a name of its own."""
    models = [model._meta for app in APPS for model in apps.get_app_config(app).get_models()]
    named = [(meta.label_lower, str(meta.verbose_name)) for meta in models if "verbose_name" in meta.original_attrs]
    return sorted(named, key=lambda choice: choice[1])


def kinds_called(words):
    """Event kinds of the steps whose label or code contains the words."""
    return [
        f"{flow.kind}.{step.name}"
        for flow in REGISTRY.values()
        for step in flow.steps.values()
        if words in step.label or words in f"{flow.kind}.{step.name}"
    ]


def of_address(queryset, field, text):
    """The rows of one IP address; none when it is not one."""
    try:
        return queryset.filter(**{field: str(ip_address(text.strip()))})
    except ValueError:
        return queryset.none()


NARROWED = "the filter of the same name narrows it; no index leads through all lines by it"


class LogFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label="事项名称或代码")
    who = django_filters.CharFilter(method="done_by", label="经办人姓名或账号")
    thing = django_filters.ChoiceFilter(
        field_name="object_type", choices=object_types, label="对象", empty_label="全部对象"
    )
    number = django_filters.NumberFilter(field_name="object_id", label="对象编号")
    ip = django_filters.CharFilter(method="from_address", label="IP 地址")
    at = PeriodFilter("created_at", label="时间", shows_days=True)

    class Meta:
        model = Event
        fields = ["q", "who", "thing", "number", "ip", "at"]

    def search(self, queryset, name, value):
        words = value.strip()
        return queryset.filter(Q(kind__in=[words, *kinds_called(words)]) | Q(label=words))

    def from_address(self, queryset, name, value):
        return of_address(queryset, "ip", value)

    def done_by(self, queryset, name, value):
        found = User.objects.filter(Q(username=value.strip()) | Q(person__name=value.strip()))
        return queryset.filter(actor__in=list(found.values_list("pk", flat=True)[:100]))


def actor_of(row):
    return row.actor_name or "系统自动办理"


def object_name(row):
    return dict(object_types()).get(row.object_type, row.object_type)


class LogTable(Table):
    """When, by whom, what, on which object, from where; never the notes or the data of the business."""

    caption = "操作日志"
    related = ("area",)
    defer = ("data",)
    order = Order("created_at")
    budget = ("created_at",)
    empty_message = "还没有操作记录"

    created_at = Column("时间", kind="moment", sort="created_at")
    actor_name = Column("经办人", html=lambda row: escape(actor_of(row)), export=actor_of, phone="lead")
    label = Column("事项", phone="state")
    kind = Column("代码", phone="hide")
    thing = Column("对象", unsorted=NARROWED, html=lambda row: format_html("{}", object_name(row)), export=object_name)
    object_id = Column("编号", kind="num")
    area = Column("辖区", path="area.name", phone="hide")
    ip = Column("IP 地址", phone="hide")


class SignInFilter(FilterSet):
    q = django_filters.CharFilter(field_name="username", lookup_expr="iexact", label="账号")
    ip = django_filters.CharFilter(method="from_address", label="IP 地址")
    at = PeriodFilter("attempt_time", label="登录时间", shows_days=True)

    class Meta:
        model = AccessLog
        fields = ["q", "ip", "at"]

    def from_address(self, queryset, name, value):
        return of_address(queryset, "ip_address", value)


class FailureFilter(SignInFilter):
    class Meta:
        model = AccessFailureLog
        fields = ["q", "ip", "at"]


def browser_text(row):
    return row.user_agent[:80]


class SignInTable(Table):
    """Sign-ins: account, when, from where, and when the user left."""

    caption = "登录记录"
    order = Order("id")
    budget = ("id",)
    empty_message = "还没有登录记录"

    username = Column("账号", phone="lead")
    attempt_time = Column("登录时间", kind="moment", sort="id", phone="due")
    logout_time = Column("退出时间", kind="moment")
    ip_address = Column("IP 地址")
    user_agent = Column(
        "浏览器", html=lambda row: format_html("{}", browser_text(row)), export=browser_text, phone="hide"
    )


def outcome_badge(row):
    return badge("已锁定", "danger") if row.locked_out else badge("密码不符", "warn")


class FailureTable(Table):
    """Failed sign-ins: account, when and from where; a locked account failed too often."""

    caption = "登录失败"
    order = Order("id")
    budget = ("id",)
    empty_message = "没有登录失败的记录"

    username = Column("填写的账号", phone="lead")
    attempt_time = Column("时间", kind="moment", sort="id", phone="due")
    ip_address = Column("IP 地址")
    outcome = Column(
        "结果",
        html=outcome_badge,
        export=lambda row: "已锁定" if row.locked_out else "密码不符",
        sort="locked_out",
        phone="state",
    )
    user_agent = Column(
        "浏览器", html=lambda row: format_html("{}", browser_text(row)), export=browser_text, phone="hide"
    )
