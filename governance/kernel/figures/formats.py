"""Amounts, shares, days and instants as pages, lists and sheets write them; pure functions."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

from governance.kernel.clock import clock

STOPPED = "暂停计时"  # instead of a day, where a deadline does not count
DASH = "—"  # never blank, never 0, for "not applicable"
WEEKDAYS = "一二三四五六日"


def dash(value):
    """The value, or the dash where there is none; 0 is a value."""
    return DASH if value is None or value == "" else value


def decimal_or_none(value):
    """A Decimal, or None for what is no number."""
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        return None
    return made if made.is_finite() else None


def rounded(value, places):
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def grouped(value):
    """A count or an area with thousands separators, 3,592; the dash where there is none."""
    return DASH if value is None or value == "" else f"{value:,}"


def yuan(value):
    """Yuan with two decimals and thousands separators, the unit left to the head: 12,528.00."""
    amount = decimal_or_none(value)
    return DASH if amount is None else f"{rounded(amount, 2):,}"


def in_yuan(value):
    """Yuan with their unit, for sentences and timelines: 12,528.00 元."""
    text = yuan(value)
    return text if text == DASH else f"{text} 元"


def wan(value, places=None):
    """Yuan shown in 万元: at most two decimals, or exactly `places` where figures are compared in a column."""
    amount = decimal_or_none(value)
    if amount is None:
        return DASH
    if places is not None:
        return f"{rounded(amount / 10000, int(places)):,}"
    text = f"{rounded(amount / 10000, 2):,}"
    return text.rstrip("0").rstrip(".")


def percent2(value, places=2):
    """A share between 0 and 1 in percent with two decimals: 0.94932 → 94.93%."""
    share = decimal_or_none(value)
    return DASH if share is None else f"{rounded(share * 100, int(places))}%"


def some_of(words, most=3):
    """The first of several words, 甲、乙、丙等; all of them where they are few."""
    words = list(words)
    return "、".join(words[:most]) + ("等" if len(words) > most else "")


def in_portal_zone(value):
    """An instant in the portal's time zone; a date stays as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return clock.local_moment(value)
    return value


def iso_day(value):
    """A day as tables show it, 2026-11-20, so that figures align; of an instant its day here."""
    return DASH if value is None else f"{in_portal_zone(value):%Y-%m-%d}"


def iso_moment(value):
    """An instant as tables show it: 2026-11-20 09:42."""
    return DASH if value is None else f"{in_portal_zone(value):%Y-%m-%d %H:%M}"


PROVISIONAL = "（暂定）"


def provisional(text, is_provisional=True):
    """A due day in words, marked where it may still change with the work calendar (see `clock.certainty`)."""
    return f"{text}{PROVISIONAL}" if is_provisional and text else text


class ProvisionalDay(date):
    """A due day in a sheet that may still change with the work calendar: a date that shows its mark."""

    NUMBER_FORMAT = f'yyyy-mm-dd"{PROVISIONAL}"'

    def __str__(self):
        return provisional(self.isoformat())


def sheet_day(day, is_provisional):
    """A due day as a sheet's value: a date, marked where it is provisional."""
    return ProvisionalDay(day.year, day.month, day.day) if is_provisional and day else day


def zhdate(value, form=""):
    """A date: 11月20日 this year, else 2026年11月20日; words stay as they are.

    form -- "full" always with the year; "week" with the weekday behind;
            "ledger" 11-20, in other years 2026-11-20
    """
    if not value or isinstance(value, str):
        return value or DASH
    day = in_portal_zone(value)
    if form == "ledger":
        return f"{day:%m-%d}" if day.year == clock.today().year else f"{day:%Y-%m-%d}"
    text = clock.zh_date(day) if form == "full" else clock.zh_near(day)
    return with_weekday(text, day) if form == "week" else text


def with_weekday(text, day):
    """A day in words with its weekday: 11月20日（周五）."""
    return f"{text}（周{WEEKDAYS[day.weekday()]}）"


def zhtime(value, form=""):
    """An instant: 11月20日 09:42, in other years with the year; a bare date has no hour to show.

    form -- as of zhdate; "near" says 今天 and 昨天, for messages
    """
    if not value or isinstance(value, str):
        return value or DASH
    moment = in_portal_zone(value)
    if not isinstance(moment, datetime):
        return zhdate(moment, form)
    day = {0: "今天", 1: "昨天"}.get((clock.today() - clock.local_date(moment)).days) if form == "near" else None
    return f"{day or zhdate(moment, form)} {moment:%H:%M}"


def overdue(days):
    return f"逾期 {days} 天" if days else "逾期不足 1 天"


def urgency(days):
    """Three days and less are soon."""
    return "soon" if days is not None and days <= 3 else ""


def deadline(due, now):
    """The words and the kind ("over", "soon" or "") of a deadline seen at `now`.

    A bare date lasts until its end.  The hour is shown on the last day only,
    and not when it is midnight or the last minute.
    """
    today, day = clock.local_date(now), in_portal_zone(due)
    hour = ""
    if isinstance(day, datetime):
        is_over = due < now
        hour = "" if f"{day:%H:%M}" in {"00:00", "23:59"} else f" {day:%H:%M}"
        day = clock.local_date(day)
    else:
        is_over = day < today
    days = (day - today).days
    if is_over:
        return overdue(-days), "over"
    if days == 0:
        return f"今天{hour}", "soon"
    if days == 1:
        return "明天", "soon"
    return zhdate(day), urgency(days)


def bracketed(text):
    """A text in brackets, without doubled ones: its own at the very end become words after a comma.

    （本区默认，可调整） and not （本区默认（可调整）).
    """
    text = str(text)
    while (found := re.search("（([^（）]*)）$", text)) is not None:
        text = f"{text[: found.start()]}，{found[1]}"
    return f"（{text}）"


def with_basis(sentence, text):
    """A sentence with the text on which it rests in brackets behind it: one bracket, also where it ends with one.

    （至少 3 人；《办法》第三条） and no second one; two texts stand side by side: （《甲》、《乙》）.
    """
    sentence = str(sentence)
    if not sentence.endswith("）"):
        return f"{sentence}{bracketed(text)}"
    opened = sentence.rfind("（")
    are_texts = sentence[opened + 1 :].startswith("《") and str(text).startswith("《")
    return f"{sentence[:-1]}{'、' if are_texts else '；'}{bracketed(text)[1:]}"
