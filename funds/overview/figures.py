"""What a fund raised and paid in the present year."""

from datetime import date

from django.db.models import Sum

from governance.kernel.clock import clock


def year_figures(fund):
    """Money raised and paid this year, yuan, and the change against the same days of last year, percent."""
    today = clock.today()
    gifts = fund.donations.booked().valued()
    now = gifts.filter(received_on__year=today.year).aggregate(sum=Sum("amount"))["sum"] or 0
    before = gifts.filter(received_on__gte=date(today.year - 1, 1, 1), received_on__lte=same_day_last_year(today))
    then = before.aggregate(sum=Sum("amount"))["sum"] or 0
    paid = fund.grants.paid_in(today.year)
    return {
        "raised": now,
        "raised_n": gifts.filter(received_on__year=today.year).count(),
        "change": (now - then) * 100 / then if then else None,
        "paid": paid.aggregate(sum=Sum("amount"))["sum"] or 0,
        "paid_n": paid.count(),
    }


def same_day_last_year(today):
    return clock.add_months(today, -12)
