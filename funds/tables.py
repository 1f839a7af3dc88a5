"""Lists: funds, foundations, gifts, grants, vouchers."""

import django_filters
from django.utils.html import escape

from funds import ledger
from funds.models import CommunityFund, Donation, Entry, Foundation, Grant
from governance.kernel.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.tables import Column, Order, Table, badge


def state(row):
    return badge(row.get_status_display(), type(row).BADGES.get(row.status, "info"))


class FundChoice(django_filters.ModelChoiceFilter):
    """The funds the person may read."""

    def __init__(self, **options):
        super().__init__(queryset=readable_funds, label="基金", **options)


def readable_funds(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return CommunityFund.objects.none()
    return CommunityFund.objects.visible_to(user).order_by("area__path", "id")


# ------------------------------------------------------------ funds
class FundFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="基金名称")
    area = AreaFilter()

    class Meta:
        model = CommunityFund
        fields = ["q", "kind", "status", "area"]


class FundTable(Table):
    caption = "社区基金"
    related = ("area", "balance")
    order = Order("id", descending=False)
    empty_message = "还没有社区基金"

    name = Column("基金名称", link=True, sort="name", phone="lead")
    kind = Column("类别", path="get_kind_display", sort="kind")
    area = Column("区域", path="area.name", sort="area__path")
    status = Column("状态", html=state, sort="status", phone="state", export=lambda row: row.get_status_display())
    host = Column("托管慈善组织", phone="hide")
    cash = Column("托管资金余额（元）", path="balance.cash", kind="money", total=True, phone="act")
    committed = Column("已承诺（元）", path="balance.committed", kind="money", total=True)
    available = Column("可统筹（元）", path="balance.available", kind="money", total=True)
    goods = Column("受赠物资（元）", path="balance.goods", kind="money", total=True, phone="hide")


# ------------------------------------------------------------ foundations
class FoundationFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="基金会名称")
    area = AreaFilter()

    class Meta:
        model = Foundation
        fields = ["q", "status", "area"]


class FoundationTable(Table):
    caption = "合作基金会"
    related = ("area",)
    order = Order("id", descending=False)
    empty_message = "还没有登记合作基金会"

    name = Column("基金会名称", link=True, sort="name", phone="lead")
    area = Column("对接区域", path="area.name", sort="area__path")
    linked_on = Column("对接日期", kind="date", sort="linked_on")
    scope = Column("合作内容", phone="hide")
    status = Column("状态", html=state, sort="status", phone="state", export=lambda row: row.get_status_display())


# ------------------------------------------------------------ gifts
class DonationFilter(FilterSet):
    q = SearchFilter(help_text="编号、捐赠人、用途")
    fund = FundChoice()
    area = AreaFilter()
    received_after = django_filters.DateFilter(field_name="received_on", lookup_expr="gte", label="到账自")
    received_before = django_filters.DateFilter(field_name="received_on", lookup_expr="lte", label="到账至")

    class Meta:
        model = Donation
        fields = ["q", "status", "kind", "donor_kind", "fund", "area"]


class DonationTable(Table):
    caption = "捐赠"
    related = ("fund",)
    defer = ("donor_contact",)
    empty_message = "还没有捐赠记录"

    number = Column("编号", link=True, sort="number", phone="lead")
    donor = Column("捐赠人", path="shown_name")
    kind = Column("形式", path="get_kind_display", sort="kind")
    fund = Column("基金", path="fund.name", phone="hide")
    amount = Column("金额（元）", kind="money", total=True, phone="act")
    received_on = Column("到账日期", kind="date")
    status = Column("状态", html=state, sort="status", phone="state", export=lambda row: row.get_status_display())
    ticket_no = Column("票据号码", phone="hide")

    def sub(self, row):
        return f"{escape(row.shown_name)} · {escape(row.fund.name)}"


# ------------------------------------------------------------ grants
class GrantFilter(FilterSet):
    q = django_filters.CharFilter(field_name="title", lookup_expr="contains", label="项目名称")
    fund = FundChoice()
    area = AreaFilter()

    class Meta:
        model = Grant
        fields = ["q", "status", "fund", "area"]


class GrantTable(Table):
    caption = "资助"
    related = ("fund", "area")
    empty_message = "还没有由基金承担的项目"

    title = Column("项目名称", link=True, sort="title", phone="lead")
    number = Column("项目编号", phone="hide")
    area = Column("区域", path="area.name", sort="area__path")
    fund = Column("基金", path="fund.name")
    amount = Column("金额（元）", kind="money", sort="amount", total=True, phone="act")
    status = Column("状态", html=state, sort="status", phone="state", export=lambda row: row.get_status_display())
    committed_on = Column("承诺日期", kind="date", phone="hide")
    paid_on = Column("拨付日期", kind="date", phone="hide")


# ------------------------------------------------------------ vouchers
class EntryFilter(FilterSet):
    q = django_filters.CharFilter(field_name="memo", lookup_expr="contains", label="摘要")
    fund = FundChoice()
    area = AreaFilter(field_name="fund__area")
    booked_after = django_filters.DateFilter(field_name="booked_on", lookup_expr="gte", label="日期自")
    booked_before = django_filters.DateFilter(field_name="booked_on", lookup_expr="lte", label="日期至")

    class Meta:
        model = Entry
        fields = ["q", "fund", "area"]


class EntryTable(Table):
    caption = "凭证"
    related = ("fund",)
    order = Order("booked_on")
    empty_message = "还没有凭证"

    number = Column("凭证号", link=True, sort="number", phone="lead")
    booked_on = Column("日期", kind="date", sort="booked_on")
    fund = Column("基金", path="fund.name", phone="hide")
    memo = Column("摘要", phone="state")
    amount = Column("金额（元）", kind="money", sort="amount", total=True, phone="act")


# ------------------------------------------------------------ the book as a sheet
class BookTable(Table):
    """Every line of a fund's book with the balance after it and the totals below, for Excel."""

    caption = "总账"
    related = ("entry", "account")
    order = Order("entry__booked_on", descending=False)

    booked_on = Column("日期", path="entry.booked_on", kind="date")
    number = Column("凭证号", path="entry.number")
    memo = Column("摘要", path="entry.memo")
    code = Column("科目代码", path="account.code")
    account = Column("科目", path="account.name")
    debit = Column("借方（元）", kind="money")
    credit = Column("贷方（元）", kind="money")
    balance = Column("托管资金余额（元）", kind="money")

    def export_rows(self):
        yield [column.label for column in self.columns()]
        debit = credit = cash = 0
        for line in self.queryset.order_by("entry__booked_on", "entry_id", "id").iterator(2000):
            entry, moved = line.entry, line.account.code == ledger.CASH
            debit += line.debit or 0
            credit += line.credit or 0
            cash += line.amount if moved else 0
            yield [
                entry.booked_on, entry.number, entry.memo, line.account.code, line.account.name,
                line.debit, line.credit, cash if moved else None,
            ]  # fmt: skip
        yield [None, None, "合计", None, None, debit, credit, cash]
