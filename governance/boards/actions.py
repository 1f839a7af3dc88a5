"""What the rates of the board came to is kept at the end of each month."""

from django.db import transaction

from governance.areas.models import Area
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period, splits

from .models import KeptFigure
from .rates import RATES

LEVELS = ("street", "community", "compound")
BATCH = 2000


def keep_last_month():
    """Write what every rate came to last month, of every place; by the clock, once.  Returns how many rows.

    Counted from the rows as they stood on the last day, so that a clock that comes late writes the same.
    Source: domain.md §5, rule 6.
    """
    month = clock.add_months(clock.month_start(clock.today()), -1)
    if KeptFigure.objects.filter(month=month).exists():
        return 0
    return keep_month(month)


def keep_month(month):
    """Write the rates of one month that is over, all or nothing.  month -- its first day.  Returns how many rows."""
    last = clock.month_end(month)
    if last >= clock.today():
        raise ValueError(f"{month:%Y-%m} is not over")
    district = Area.objects.get(path="/")
    period = Period(district, month, last, last)
    rows = [row for level in (None, *LEVELS) for row in rows_of(level, period, month)]
    with transaction.atomic():
        KeptFigure.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
    return len(rows)


def rows_of(level, period, month):
    """The rows of every place of a level; level None is the district itself."""
    codes = dict.fromkeys(code for one in RATES for code in one.parts)
    if level is None:
        places, parts = [period.area.pk], {code: {period.area.pk: METRICS[code].numerator(period)} for code in codes}
    else:
        places = Area.objects.current(period.as_of).filter(level=level).values_list("pk", flat=True)
        parts = splits(codes, period, level)
    for one in RATES:
        days = one.by_day(period, level) if one.by_day else {}
        for place in places:
            top, bottom = (parts[code].get(place) or 0 for code in one.parts)
            by_day = days.get(place if level else None, [0] * period.as_of.day if one.by_day else [])
            yield KeptFigure(
                code=one.code, area_id=place, month=month, numerator=top, denominator=bottom, by_day=by_day
            )
