"""The lists of what the register lacks, and of the notices about it."""

import django_filters
from django.utils.html import escape

from governance import roles
from governance.areas.models import Area, PostSeat
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AHEAD, PeriodFilter
from governance.kernel.pages.tables import Table
from governance.organisations.models import Organisation
from governance.people.contacts import responsible
from governance.people.models.posts import Appointment
from governance.people.tables import role_text, role_words

from .cells import community_of, officer_cell, officer_name, phone_cell, phone_words, street_of, told_cell, told_words
from .choice import too_soon
from .kinds import BODY, PEOPLE, PHONE, PLACES, STALE, TERM, VACANCY, lacking, place_words, vacant_since
from .models import GapLine, GapNotice
from .workflow import STATES, TELL_GAPS

STREET = "镇街", lambda row: street_of(row.area)
FOUND = "found for the rows of a page, by the posts in office today"
LEADS = [(role, roles.label(role)) for role in roles.GRASSROOTS]


class GapTable(Table):
    """Rows of one kind of gap, each with what was told of it.

    kind -- the GapKind; may_tell of a row: the reader may tell its community of it now
    """

    kind = None

    def __init__(self, rows, request, **kwargs):
        super().__init__(rows, request, **kwargs)
        self.scope = request.user.scope(TELL_GAPS)
        self.ask(self.page.rows)

    def ask(self, rows):
        """What was told last of each of these rows, and who answers for their communities: a query each."""
        self.told = {line.row_id: line for line in GapLine.objects.of_rows(self.kind, [row.pk for row in rows])}
        self.officers = responsible({self.who_answers(row) for row in rows})

    def who_answers(self, row):
        """The community of a row; of the places above communities the place itself."""
        place = self.kind.place(row)
        return place.community if place.community_id else place

    def listed(self, row):
        row.told, place = self.told.get(row.pk), self.kind.place(row)
        row.officer = self.officers.get(self.who_answers(row).pk)
        may = self.scope.covers(place) and place.community_id is not None
        row.may_tell = may and (row.told is None or not too_soon(row.told))
        return row

    def export_rows(self):
        self.ask(list(self.queryset))
        return super().export_rows()


# ------------------------------------------------------------ places without leads
class VacancyFilter(FilterSet):
    area = AreaFilter()
    role = django_filters.ChoiceFilter(choices=LEADS, label="岗位", empty_label="全部岗位")
    since = PeriodFilter("since", label="缺岗自")

    class Meta:
        model = PostSeat
        fields = ["area", "role", "since"]


class VacancyTable(GapTable):
    """Places with fewer leads than they should have, by place."""

    kind = VACANCY
    caption = "缺岗"
    related = PLACES
    order = Order("area__path", descending=False)
    empty_message = "应配的片组邻长都已到位"

    place = Column("地点", path="area.name", html=lambda row: escape(place_words(row.area)), link=True, phone="lead")
    community = Column("社区（村）", path="area.community.name", sort="area__path", second=STREET, phone="hide")
    role = Column("岗位", path="role_label", unsorted="counted, not a column: the filter narrows it", phone="state")
    missing = Column("缺", kind="num", sort="missing")
    held = Column("在任", kind="num", sort="held", phone="hide")
    expected = Column("应配", kind="num", phone="hide")
    since = Column("缺岗自", kind="date", rank=vacant_since, export=lambda row: row.since, phone="due")
    officer = Column("社区负责人", unsorted=FOUND, html=officer_cell, export=officer_name, phone="hide")
    officer_phone = Column("工作电话", html=phone_cell, export=phone_words, phone="hide")
    told = Column("告知", html=told_cell, export=told_words, phone="act")

    def sub(self, row):
        return escape(f"{community_of(row.area)} · 缺 {row.missing} 名")


# ------------------------------------------------------------ terms
class TermFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    role = django_filters.ChoiceFilter(choices=roles.choices, label="岗位", empty_label="全部岗位")
    term = PeriodFilter("ends_on", label="任期至", spans=AHEAD, empty_label="不限任期")

    class Meta:
        model = Appointment
        fields = ["q", "area", "role", "term"]


class TermTable(GapTable):
    """Posts whose term ends soon, the first to end first."""

    kind = TERM
    caption = "岗位任期将满"
    related = PEOPLE
    defer = ("person__phone", "person__id_number")
    order = Order("ends_on", descending=False, is_nullable=True)
    empty_message = "近期没有届满的岗位"

    person = Column("姓名", path="person.name", link=True, phone="lead")
    role = Column("岗位", html=role_text, export=role_words, phone="state")
    community = Column("社区（村）", path="area.community.name", second=STREET, phone="hide")
    place = Column("地点", path="area.name", sort="area__path", html=lambda row: escape(place_words(row.area)))
    ends_on = Column("任期至", kind="date", phone="due")
    officer = Column("社区负责人", unsorted=FOUND, html=officer_cell, export=officer_name, phone="hide")
    officer_phone = Column("工作电话", html=phone_cell, export=phone_words, phone="hide")
    told = Column("告知", html=told_cell, export=told_words, phone="act")

    def sub(self, row):
        return escape(f"{community_of(row.area)} {place_words(row.area)}")


class BodyFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, label="类别", empty_label="全部类别")
    term = PeriodFilter("term_until", label="任期至", spans=AHEAD, empty_label="不限任期")

    class Meta:
        model = Organisation
        fields = ["q", "area", "kind", "term"]


class BodyTable(GapTable):
    """Bodies whose term ends soon or is over, the first to end first."""

    kind = BODY
    caption = "组织任期将满"
    related = PLACES
    order = Order("term_until", descending=False, is_nullable=True)
    empty_message = "近期没有届满的组织"

    name = Column("名称", link=True, phone="lead")
    which = Column("类别", path="get_kind_display", phone="hide")
    community = Column("社区（村）", path="area.community.name", second=STREET, phone="hide")
    place = Column("地点", path="area.name", sort="area__path")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")
    term_until = Column("任期至", kind="date", phone="due")
    officer = Column("社区负责人", unsorted=FOUND, html=officer_cell, export=officer_name, phone="hide")
    officer_phone = Column("工作电话", html=phone_cell, export=phone_words, phone="hide")
    told = Column("告知", html=told_cell, export=told_words, phone="act")

    def sub(self, row):
        return escape(community_of(row.area))


# ------------------------------------------------------------ telephones
class PhoneFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    role = django_filters.ChoiceFilter(choices=roles.choices, label="岗位", empty_label="全部岗位")
    held = PeriodFilter("starts_on", label="任职自")

    class Meta:
        model = Appointment
        fields = ["q", "area", "role", "held"]


class PhoneTable(GapTable):
    """Posts whose holder cannot be called, by place."""

    kind = PHONE
    caption = "缺电话"
    related = PEOPLE
    defer = ("person__phone", "person__id_number")
    order = Order("area__path", descending=False)
    empty_message = "在任的岗位都有电话"

    person = Column("姓名", path="person.name", link=True, phone="lead")
    role = Column("岗位", html=role_text, export=role_words, phone="state")
    community = Column("社区（村）", path="area.community.name", second=STREET, phone="hide")
    place = Column("地点", path="area.name", sort="area__path", html=lambda row: escape(place_words(row.area)))
    lacking = Column("缺什么", html=lambda row: escape(lacking(row)), export=lacking)
    starts_on = Column("任职自", kind="date", phone="hide")
    officer = Column("社区负责人", unsorted=FOUND, html=officer_cell, export=officer_name, phone="hide")
    officer_phone = Column("工作电话", html=phone_cell, export=phone_words, phone="hide")
    told = Column("告知", html=told_cell, export=told_words, phone="act")

    def sub(self, row):
        return escape(f"{community_of(row.area)} {place_words(row.area)} · 缺{lacking(row)}")


# ------------------------------------------------------------ registers
class StaleFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter(field_name="")
    touched = PeriodFilter("updated_at", label="最近更新")

    class Meta:
        model = Area
        fields = ["q", "area", "touched"]


class StaleTable(GapTable):
    """Compounds whose register nobody has touched for long, by place."""

    kind = STALE
    caption = "台账久未更新"
    related = STALE.related
    order = Order("path", descending=False)
    budget = ("path",)
    empty_message = "小区台账近期都更新或核对过"

    name = Column("小区", link=True, sort="name", phone="lead")
    street = Column("镇街", path="street.name", phone="hide")
    community = Column("社区（村）", path="community.name", sort="path", phone="hide")
    households = Column("台账户数", path="household_count", kind="num", phone="hide")
    updated_at = Column("最近更新", kind="date", phone="due")
    officer = Column("社区负责人", unsorted=FOUND, html=officer_cell, export=officer_name, phone="hide")
    officer_phone = Column("工作电话", html=phone_cell, export=phone_words, phone="hide")
    told = Column("告知", html=told_cell, export=told_words, phone="act")

    def sub(self, row):
        return escape(community_of(row))


# ------------------------------------------------------------ notices
class NoticeFilter(FilterSet):
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态", empty_label="全部状态")
    told = PeriodFilter("told_on", label="告知日期")

    class Meta:
        model = GapNotice
        fields = ["area", "status", "told"]


class NoticeTable(Table):
    """Notices to communities, the latest first."""

    caption = "台账补正通知"
    related = ("area", "created_by__person")
    defer = ("created_by__person__phone", "created_by__person__id_number")
    order = Order("told_on")
    budget = ("told_on",)
    empty_message = "还没有告知过社区"

    community = Column("社区（村）", path="area.name", link=True, sort="area__path", phone="lead")
    lines = Column("内容", html=lambda row: escape(row.line_words), export=lambda row: row.line_words)
    told_on = Column("告知日期", kind="date", phone="due")
    told_by = Column("告知人", path="created_by.person.name", phone="hide")
    told_to = Column("告知对象", unsorted="several people in one cell", phone="hide")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")

    @classmethod
    def prepared(cls, rows):
        return super().prepared(rows).prefetch_related("lines")

    def sub(self, row):
        return escape(row.line_words)
