"""What `verify` recomputes of grants."""

from django.db.models import Sum

from funds.books.models import Balance
from governance.kernel.upkeep.checks import check, expect_triggers, keep_on_record

from .models import CommitteeVote, Grant

expect_triggers(CommitteeVote, "funds_vote_append_only", "funds_vote_open")
expect_triggers(Grant, "funds_grant_guard")
keep_on_record(CommitteeVote)


@check("funds.grants")
def grants():
    """What the books have set aside equals the promises that stand."""
    promised = Grant.objects.reserved().aggregate(sum=Sum("amount"))["sum"] or 0
    kept = Balance.objects.aggregate(sum=Sum("committed"))["sum"] or 0
    return [] if promised == kept else [f"有效承诺 {promised} 元，账上已承诺 {kept} 元"]


@check("funds.votes")
def votes():
    """Every promised grant rests on a passing vote of the committee, and no declined one does."""
    found = []
    for grant in Grant.objects.promised().prefetch_related("votes").order_by("id"):
        if not grant.vote_passes():
            found.append(f"资助 {grant.pk}（{grant.title}）已承诺，但管委会表决记录不足以通过")
    for grant in Grant.objects.declined().prefetch_related("votes").order_by("id"):
        if grant.vote_passes():
            found.append(f"资助 {grant.pk}（{grant.title}）记为未通过，但表决记录已通过")
    return found
