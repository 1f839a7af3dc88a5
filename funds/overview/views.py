"""The page of one community fund."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from funds.books import ledger
from funds.books.models import Line
from funds.books.tables import BookTable
from funds.books.views import voucher_lines
from funds.donations.tables import DonationTable
from funds.funds.models import CommunityFund
from funds.funds.workflow import FUND
from funds.grants.tables import GrantTable
from funds.roles import RECORD, VIEW
from governance.kernel.clock import clock
from governance.kernel.pages import listings
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.views import is_fragment
from governance.kernel.steps import validators

from .figures import year_figures

SECTIONS = (("", "总账"), ("donations", "捐赠"), ("grants", "申请与拨付"), ("rules", "管委会与协议"))


class FundDetail(DetailPage):
    """One fund: its figures, its book of a month, its gifts and grants."""

    permission = VIEW
    model, template, workflow = CommunityFund, "funds/overview/fund.html", FUND
    select_related = ("area", "balance")

    def get(self, request, pk):
        fund = self.fund
        if request.GET.get("export") == "xlsx":
            return listings.export_list(self)
        if is_fragment(request) and self.section in ("donations", "grants"):
            return self.show("generic/_table.html", table=self.rows_table(fund))
        return super().get(request, pk)

    # ---- the whole book as a sheet, for kernel/listings
    @cached_property
    def fund(self):
        return self.get_object(self.kwargs["pk"])

    @property
    def title(self):
        return f"{self.fund.name}总账"

    def filtered_table(self):
        return BookTable(Line.objects.filter(entry__fund=self.fund), self.request)

    def about(self):
        return [("列表", self.title), ("数据范围", self.fund.area.name)]

    @cached_property
    def section(self):
        wanted = self.request.GET.get("tab", "")
        return wanted if wanted in dict(SECTIONS) else ""

    def rows_table(self, fund):
        user = self.request.user
        if self.section == "donations":
            return DonationTable(fund.donations.visible_to(user), self.request)
        return GrantTable(fund.grants.visible_to(user), self.request)

    def more_context(self, fund):
        balance = getattr(fund, "balance", None)
        donations_n, grants_n = fund.donations.count(), fund.grants.count()
        counts = {"donations": donations_n, "grants": grants_n}
        context = {
            "balance": balance,
            "section": self.section,
            "tabs": [
                (label, f"?tab={key}" if key else "?", counts.get(key), key == self.section) for key, label in SECTIONS
            ],
            "may_record": self.may_record(fund),
            "year": year_figures(fund),
        }
        if balance:
            context["parts"] = balance_parts(balance)
            context["open_grants"] = fund.grants.reserved().order_by("id")[:5]
            context["asked"] = fund.grants.asked().order_by("id")[:10]
            context["recent"] = fund.donations.booked().order_by("-received_on", "-id")[:5]
        if self.section in ("donations", "grants"):
            return context | {"table": self.rows_table(fund)}
        if self.section == "rules":
            return context
        return context | (self.month_book(fund) if balance else {})

    def may_record(self, fund):
        return fund.is_active and bool(self.request.user.can(RECORD, fund))

    def month_book(self, fund):
        """The vouchers of one month, the latest with bookings unless another is asked for."""
        month = parse_month(self.request.GET.get("month", "")) or latest_month(fund)
        first, last = month, clock.month_end(month)
        entries = list(fund.entries.within(first, last).in_order())
        lines = {}
        for line in Line.objects.filter(entry__in=entries).select_related("account"):
            lines.setdefault(line.entry_id, []).append(line)
        opening = Line.objects.cash_before(fund, first, at_present=fund.balance.cash)
        statement = ledger.statement(
            opening,
            [(entry, [(line.account.code, line.amount) for line in lines.get(entry.pk, [])]) for entry in entries],
        )
        return {
            "month": month,
            "months": months_of(fund, month),
            "statement": statement,
            "vouchers": [
                (voucher, voucher_lines(voucher, lines.get(voucher.entry.pk, []))) for voucher in statement.vouchers
            ],
        }


def parse_month(text):
    """The first day of "2026-11", None for anything else."""
    try:
        return validators.day(f"{text}-01")
    except ValidationError:
        return None


def latest_month(fund):
    last = fund.entries.order_by("-booked_on").values_list("booked_on", flat=True).first()
    return clock.month_start(last or clock.today())


def months_of(fund, chosen):
    """The months with bookings and the chosen one, newest first."""
    found = set(fund.entries.dates("booked_on", "month")) | {chosen}
    return [(f"{day:%Y-%m}", f"{day.year}年{day.month}月", day == chosen) for day in sorted(found, reverse=True)[:60]]


def balance_parts(balance):
    """The purposes of the money at the host: {label, amount, bar [(percent, colour)], words}."""
    amounts = (
        ("可统筹", balance.available, "jin"),
        ("已承诺", balance.committed, "warn"),
        ("限定用途", balance.restricted, "qian"),
    )
    return [
        {"label": label, "amount": amount, "bar": [(share, css)], "words": f"{label}占托管资金 {share:.1f}%"}
        for label, amount, css in amounts
        for share in [amount * 100 / balance.cash if balance.cash else 0]
    ]
