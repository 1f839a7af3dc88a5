"""What `verify` asks of the books of funds."""

from django.db.models import Sum

from funds import ledger
from funds.models import Balance, Donation, Entry, Grant, Line
from governance.kernel.checks import check


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


@check("funds.donations")
def donations():
    """What is in the book for gifts equals the confirmed gifts."""
    confirmed = Donation.objects.booked().valued().aggregate(sum=Sum("amount"))["sum"] or 0
    codes = [ledger.GIFT_FREE, ledger.GIFT_RESTRICTED, ledger.GIFT_GOODS]
    booked = -(Line.objects.filter(account__code__in=codes).aggregate(sum=Sum("amount"))["sum"] or 0)
    return [] if booked == confirmed else [f"已确认捐赠 {confirmed} 元，账上捐赠收入 {booked} 元"]


@check("funds.grants")
def grants():
    """What the books have set aside equals the promises that stand."""
    promised = Grant.objects.reserved().aggregate(sum=Sum("amount"))["sum"] or 0
    kept = Balance.objects.aggregate(sum=Sum("committed"))["sum"] or 0
    return [] if promised == kept else [f"有效承诺 {promised} 元，账上已承诺 {kept} 元"]
