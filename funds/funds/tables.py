"""Lists of community funds."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.tables import Table

from .models import CommunityFund


class FundFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="基金名称")
    area = AreaFilter()

    class Meta:
        model = CommunityFund
        fields = ["q", "kind", "status", "area"]


class FundChoice(django_filters.ModelChoiceFilter):
    """The funds that the user may read."""

    def __init__(self, **options):
        super().__init__(queryset=readable_funds, label="基金", **options)


def readable_funds(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return CommunityFund.objects.none()
    return CommunityFund.objects.visible_to(user).order_by("area__path", "id")


class FundTable(Table):
    caption = "社区基金"
    related = ("area", "balance")
    order = Order("area__path", descending=False)
    budget = ("name",)
    empty_message = "还没有社区基金"

    name = Column("基金名称", link=True, sort="name", phone="lead")
    kind = Column("类别", path="get_kind_display", sort="kind")
    area = Column("区域", path="area.name", sort="area__path")
    status = Column("状态", html=state_badge, sort="status", phone="state", export=lambda row: row.get_status_display())
    host = Column("托管慈善组织", sort="host", phone="hide")
    cash = Column("托管资金余额（元）", path="balance.cash", kind="money", phone="act")
    committed = Column("已承诺（元）", path="balance.committed", kind="money")
    available = Column("可统筹（元）", path="balance.available", kind="money")
    goods = Column("受赠物资（元）", path="balance.goods", kind="money", phone="hide")
