"""The area and the days that the address of a board or of the API names."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404

from governance.areas.models import Area
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import Period
from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps import validators
from governance.kernel.steps.errors import Invalid
from governance.roles import VIEW

DAYS = {"from": "起始日期", "to": "截止日期", "as_of": "统计日期"}


def days_from(query):
    """{"from", "to", "as_of"}: the days a request names, None where it names none.  Raises Invalid."""
    days = {}
    for name, label in DAYS.items():
        raw = query.get(name, "").strip()
        try:
            days[name] = validators.day(raw) if raw else None
        except ValidationError as error:
            unreadable = f"{label}“{raw[:20]}”不是日历上的日期，请写成 2026-01-31 这样"
            sentence = f"{label}：{error.messages[0]}" if error.code == "date_range" else unreadable
            raise Invalid(sentence, field=name) from None
    if days["from"] and days["to"] and days["from"] > days["to"]:
        raise Invalid("起始日期不能晚于截止日期", "dates_reversed", field="to")
    return days


def span_days(span):
    """{name in the address: day} of this month, quarter or year, or of last month as it stood on its last day."""
    today = clock.today()
    if span == "last":
        first = clock.add_months(clock.month_start(today), -1)
        return {"from": first, "to": clock.month_end(first), "as_of": clock.month_end(first)}
    since = {
        "month": clock.month_start(today),
        "quarter": date(today.year, 3 * ((today.month - 1) // 3) + 1, 1),
        "year": clock.year_start(today),
    }.get(span)
    return {"from": since} if since else {}


def area_from(query, user):
    """The area that a request names, or the highest one the user may read.  Raises Http404."""
    areas = Offer(Area, (area_from, built.standing(user)), lambda: Area.objects.visible_to(user, VIEW))
    code = query.get("area", "")
    area = areas.named("code", code) if code else areas.order_by("path").first()
    if area is None:
        raise Http404
    return area


def period_from(query, user):
    """The Period a request asks for, inside what the user may read.  Raises Invalid, Http404.

    What stands on a day is that of the day named, else of the last day of the period; a day ahead is today.
    """
    area, days = area_from(query, user), days_from(query)
    today = clock.today()
    as_of = min(days["as_of"] or days["to"] or today, today)
    return Period(area, since=days["from"], until=days["to"], as_of=as_of)
