"""Pages of the double-entry book."""

from funds.roles import VIEW
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage

from . import ledger
from .models import Entry
from .tables import EntryFilter, EntryTable


def voucher_lines(voucher, lines):
    """Lines as the book shows them, debits first; the balance is on the line that moved the money."""
    ordered = sorted(lines, key=lambda line: line.amount < 0)
    return [(line, voucher.balance if line.account.code == ledger.CASH else None) for line in ordered]


class BookedDetail(DetailPage):
    """The page of a row that moves a fund's money, with the entries that it made in the book."""

    permission = VIEW

    def more_context(self, obj):
        return {"entries": Entry.objects.filter(source_url=obj.get_absolute_url()).in_order()}


class EntryList(ListPage):
    permission = VIEW
    model, filterset, table = Entry, EntryFilter, EntryTable
    title = "凭证"
    subtitle = "凭证一经入账不可修改，错账用冲销凭证更正"


class EntryDetail(DetailPage):
    permission = VIEW
    model, template, workflow = Entry, "funds/books/entry.html", None
    select_related = ("fund__area", "fund__balance", "reverses", "created_by__person")

    def heading(self, obj):
        return obj.memo

    def more_context(self, obj):
        lines = obj.lines.select_related("account")
        return {
            "lines": sorted(lines, key=lambda line: line.amount < 0),
            "reversed_by": Entry.objects.filter(reverses=obj).first(),
        }
