"""What `verify` recomputes of the double-entry book."""

from django.db.models import Sum

from governance.kernel.upkeep.checks import check, expect_triggers, keep_on_record

from . import ledger
from .models import Account, Balance, Entry, Line

expect_triggers(Account, "funds_account_append_only")
expect_triggers(
    Entry, "funds_entry_append_only", "funds_entry_no_truncate", "funds_entry_is_posted", "funds_entry_is_balanced"
)
expect_triggers(
    Line, "funds_line_append_only", "funds_line_no_truncate", "funds_line_moves_balance", "funds_line_is_balanced"
)
expect_triggers(
    Balance,
    "funds_balance_begins_at_zero",
    "funds_balance_by_lines_only",
    "funds_balance_stays",
    "funds_balance_covers",
)
for added in (Account, Entry, Line):
    keep_on_record(added)


@check("funds.books")
def books():
    """Every fund's kept figures equal its lines, and the sides are equal."""
    found = []
    for balance in Balance.objects.select_related("fund"):
        sums = Line.objects.filter(entry__fund=balance.fund).values_list("account__code").annotate(sum=Sum("amount"))
        kept = {pool: getattr(balance, pool) for pool in ledger.POOLS}
        found += [f"{balance.fund}：{fault}" for fault in ledger.faults(list(sums.order_by()), kept)]
    return found


@check("funds.entries")
def entries():
    """Every entry is balanced."""
    uneven = Entry.objects.annotate(sum=Sum("lines__amount")).exclude(sum=0).order_by("id")
    return [f"凭证 {entry.number}（{entry.pk}）借贷不平衡" for entry in uneven.only("number")]
