"""What `verify` recomputes of grants."""

from django.db.models import Sum

from funds.books.models import Balance
from governance.kernel.upkeep.checks import check

from .models import Grant


@check("funds.grants")
def grants():
    """What the books have set aside equals the promises that stand."""
    promised = Grant.objects.reserved().aggregate(sum=Sum("amount"))["sum"] or 0
    kept = Balance.objects.aggregate(sum=Sum("committed"))["sum"] or 0
    return [] if promised == kept else [f"有效承诺 {promised} 元，账上已承诺 {kept} 元"]
