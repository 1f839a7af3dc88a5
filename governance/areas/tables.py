"""Lists of places: compounds, and the posts that they should have."""

from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from governance.kernel.models.figures import Tally
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter, WordsFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.tables import Table
from governance.roles import label

from .models import Area


class CompoundFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter(field_name="")
    is_old = WordsFilter("全部小区", "老旧小区", "其他小区", field_name="profile__is_old", label="老旧小区")
    property = WordsFilter("全部", "有", "没有", field_name="profile__has_property_company", label="物业企业")

    class Meta:
        model = Area
        fields = ["q", "area", "is_old", "property"]


def tally_number(kind, state):
    """A number from the tally of the compound, as a subquery."""
    cell = Tally.objects.filter(kind=kind, state=state, area=OuterRef("pk")).values("n")[:1]
    return Coalesce(Subquery(cell), Value(0), output_field=IntegerField())


class CompoundTable(Table):
    """Compounds with the numbers of their bodies and leads."""

    caption = "小区"
    related = ("street", "community", "profile")
    order = Order("path", descending=False)
    budget = ("code", "path")
    empty_message = "没有符合条件的小区"

    name = Column("小区", link=True, phone="lead")
    code = Column("代码", sort="code", phone="hide")
    street = Column("镇街", path="street.name", phone="hide")
    community = Column("社区（村）", path="community.name", sort="path")
    built = Column("建成年份", path="profile.build_year", kind="num", phone="hide")
    households = Column("台账户数", path="household_count", kind="num")
    branches = Column("党支部", path="branch_n", kind="num", sort="branch_n")
    patches = Column("片长", path="patch_n", kind="num", sort="patch_n")
    groups = Column("组长", path="group_n", kind="num", sort="group_n")
    heads = Column("邻长", path="head_n", kind="num", sort="head_n")
    committees = Column("自治委员会", path="committee_n", kind="num", sort="committee_n")
    teams = Column("志愿队伍", path="team_n", kind="num", sort="team_n")

    @classmethod
    def prepared(cls, rows):
        return (
            super()
            .prepared(rows)
            .annotate(
                branch_n=tally_number("organisation", "branch"),
                patch_n=tally_number("appointment", "patch_leader"),
                group_n=tally_number("appointment", "group_leader"),
                head_n=tally_number("appointment", "neighbour_head"),
                committee_n=tally_number("organisation", "self_gov_committee"),
                team_n=tally_number("organisation", "volunteer_team"),
            )
        )

    def sub(self, row):
        return row.community.name if row.community_id else ""


class AreaTable(Table):
    """Places of any level."""

    caption = "区域"
    related = ("parent", "street", "community")
    order = Order("path", descending=False)
    budget = ("path", "code")

    name = Column("名称", link=True, sort="path", phone="lead")
    official_name = Column("法定名称", phone="hide")
    code = Column("代码", sort="code")
    level = Column("层级", path="get_level_display")
    parent = Column("上级", path="parent.name")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")


class PostSeatTable(Table):
    """How many holders of a post each area should have."""

    caption = "应配岗位"
    related = ("area__community", "area__compound")
    order = Order("id", descending=False)

    place = Column("区域", path="area.name", link=True, phone="lead")
    compound = Column("小区", path="area.compound.name")
    community = Column("社区（村）", path="area.community.name")
    role = Column("岗位", html=lambda row: label(row.role), export=lambda row: label(row.role), phone="state")
    expected = Column("应配人数", kind="num")
