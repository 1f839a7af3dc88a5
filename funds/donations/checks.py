"""What `verify` recomputes of donations."""

from django.db.models import Sum

from funds.books import ledger
from funds.books.models import Line
from governance.kernel.upkeep.checks import check

from .models import Donation


@check("funds.donations")
def donations():
    """What is in the book for gifts equals the confirmed gifts."""
    confirmed = Donation.objects.booked().valued().aggregate(sum=Sum("amount"))["sum"] or 0
    codes = [ledger.GIFT_FREE, ledger.GIFT_RESTRICTED, ledger.GIFT_GOODS]
    booked = -(Line.objects.filter(account__code__in=codes).aggregate(sum=Sum("amount"))["sum"] or 0)
    return [] if booked == confirmed else [f"已确认捐赠 {confirmed} 元，账上捐赠收入 {booked} 元"]
