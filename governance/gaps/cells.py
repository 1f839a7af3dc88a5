"""What the lists of gaps show beside each row: who was told of it when, and who answers for the community."""

from django.utils.html import escape, format_html

from governance.kernel.clock import clock
from governance.kernel.figures.formats import DASH
from governance.kernel.pages.columns import calling

from .workflow import UNFILLED

TELL = '<button class="btn btn-plain btn-sm no-print" type="submit" form="tell" name="pick" value="{}">{}</button>'


def told_words(row):
    """11月20日 邓健告知莫辉: who told whom, when; "" where nothing was told of it."""
    line = row.told
    if line is None:
        return ""
    again = f"（第 {line.times} 次）" if line.times > 1 else ""
    ended = f"，{line.notice.get_status_display()}" if line.notice.status in UNFILLED else ""
    day = clock.zh_near(clock.local_date(line.told_at))
    return f"{day} {line.told_by.name}告知{line.notice.told_to}{again}{ended}"


def told_cell(row):
    """Who was told when, with the way to the notice; the button that tells the community, where it may be told now."""
    words = told_words(row)
    said = format_html('<a class="t-sm" href="{}">{}</a>', row.told.notice.get_absolute_url(), words) if words else ""
    if not row.may_tell:
        return said or DASH
    button = format_html(TELL, row.pk, "再次告知" if words else "告知社区")
    return format_html("{} {}", said, button) if said else button


def community_of(area):
    return area.community.name if area.community_id and area.community else DASH


def street_of(area):
    return area.street.name if area.street_id and area.street else None


def officer_name(row):
    """Who answers for the community of a row, or for the place itself above communities; None where nobody does."""
    return row.officer.name if row.officer else None


def officer_cell(row):
    return escape(officer_name(row) or DASH)


def phone_words(row):
    return row.officer.phone if row.officer else None


def phone_cell(row):
    return calling(row.officer.phone, row.officer.name, "ht-num nowrap") if row.officer else DASH
