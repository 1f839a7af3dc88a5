"""Lists of people, posts and accounts."""

import django_filters
from django.utils.html import escape

from governance import roles
from governance.kernel.pages.columns import Column, calling, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AHEAD, PeriodFilter
from governance.kernel.pages.tables import Table

from .models.accounts import User
from .models.identity import IdentityCheck
from .models.people import Person
from .models.posts import Appointment
from .workflow.accounts import ACCOUNT_STATES
from .workflow.identity import CHECK_STATES


class PersonFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="startswith", label="姓名")
    area = AreaFilter()

    class Meta:
        model = Person
        fields = ["q", "area"]


class PersonTable(Table):
    """People by name."""

    caption = "人员"
    related = ("area",)
    order = Order("pinyin", descending=False)
    budget = ("pinyin",)
    defer = ("phone", "id_number")

    name = Column("姓名", link=True, sort="pinyin", phone="lead")
    area = Column("区域", path="area.name")
    phone = Column("手机号", path="phone_masked")
    politics = Column("政治面貌", path="get_politics_display")


class AppointmentFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    role = django_filters.ChoiceFilter(choices=roles.choices, label="岗位", empty_label="全部岗位")
    chosen_by = django_filters.ChoiceFilter(
        choices=Appointment.Chosen.choices, label="产生方式", empty_label="全部方式"
    )
    term = PeriodFilter("ends_on", label="任期至", spans=AHEAD, empty_label="不限任期")

    class Meta:
        model = Appointment
        fields = ["q", "area", "role", "chosen_by", "term"]


def role_words(row):
    return roles.label(row.role) + ("（楼栋长）" if row.is_building_head else "")


def role_text(row):
    return escape(role_words(row))


def work_phone_cell(row):
    return calling(row.work_phone, row.person.name)


class AppointmentTable(Table):
    """Posts with their holders and areas, the latest to take office first."""

    caption = "任职"
    order = Order("starts_on")
    related = ("person", "area__community")
    only = (
        "role",
        "is_building_head",
        "block",
        "work_phone",
        "chosen_by",
        "starts_on",
        "ends_on",
        "person__name",
        "person__phone_masked",
        "area__name",
        "area__path",
        "area__community__name",
    )

    person = Column("姓名", path="person.name", link=True, phone="lead")
    role = Column("岗位", html=role_text, export=role_words, phone="state")
    community = Column("社区（村）", path="area.community.name")
    area = Column("区域", path="area.name", sort="area__path")
    block = Column("负责范围", path="block")
    work_phone = Column("工作电话", html=work_phone_cell, export=lambda row: row.work_phone, css="nowrap")
    phone = Column("手机号", path="person.phone_masked")
    chosen_by = Column("产生方式", path="get_chosen_by_display", phone="hide")
    starts_on = Column("任期自", kind="date", sort="starts_on", phone="hide")
    ends_on = Column("任期至", kind="date")

    def sub(self, row):
        known = row.block, row.work_phone or row.person.phone_masked
        return " · ".join(part for part in known if part)


class AccountFilter(FilterSet):
    q = django_filters.CharFilter(field_name="username", lookup_expr="icontains", label="账号")
    status = django_filters.ChoiceFilter(choices=ACCOUNT_STATES.choices, label="状态", empty_label="全部状态")
    changed = PeriodFilter("password_changed_at", label="密码修改日期")

    class Meta:
        model = User
        fields = ["q", "status", "changed"]


class AccountTable(Table):
    """Accounts with their persons, by name."""

    caption = "账号"
    order = Order("username", descending=False)
    budget = ("username",)
    related = ("person__area",)

    username = Column("账号", link=True, sort="username", phone="lead")
    name = Column("姓名", path="person.name")
    area = Column("区域", path="person.area.name")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")
    changed = Column("密码修改", path="password_changed_at", kind="date", phone="due")


class IdentityCheckFilter(FilterSet):
    q = django_filters.CharFilter(field_name="person__name", lookup_expr="startswith", label="姓名")
    status = django_filters.ChoiceFilter(choices=CHECK_STATES.choices, label="状态", empty_label="全部状态")
    created = PeriodFilter("created_at", label="提请日期")

    class Meta:
        model = IdentityCheck
        fields = ["q", "status", "created"]


class IdentityCheckTable(Table):
    """Two people each who seem to be one, the newest first."""

    caption = "身份证号核对"
    order = Order("created_at")
    related = ("person__area", "other__area")

    person = Column("新登记的人员", path="person.name", link=True, phone="lead")
    person_area = Column("登记区域", path="person.area.name")
    other = Column("已登记的人员", path="other.name")
    other_area = Column("原登记区域", path="other.area.name")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")
    created = Column("提请日期", path="created_at", kind="date", sort="created_at", phone="due")

    def sub(self, row):
        return escape(f"{row.person.area.name} · 与{row.other.name}（{row.other.area.name}）")

    @classmethod
    def prepared(cls, rows):
        sealed = [f"{who}__{column}" for who in ("person", "other") for column in ("phone", "id_number")]
        return super().prepared(rows).defer(*sealed)
