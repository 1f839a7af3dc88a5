"""Lists of the double-entry book."""

import django_filters

from funds.funds.tables import FundChoice
from governance.kernel.pages.columns import Column
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from . import ledger
from .models import Entry


class EntryFilter(FilterSet):
    q = django_filters.CharFilter(field_name="memo", lookup_expr="contains", label="摘要")
    fund = FundChoice()
    area = AreaFilter(field_name="fund__area")
    booked = PeriodFilter("booked_on", label="日期", shows_days=True)

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
    amount = Column("金额（元）", kind="money", sort="amount", phone="act")


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
                entry.booked_on,
                entry.number,
                entry.memo,
                line.account.code,
                line.account.name,
                line.debit,
                line.credit,
                cash if moved else None,
            ]
        yield [None, None, "合计", None, None, debit, credit, cash]
