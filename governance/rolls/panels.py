"""Rolls in the menu, and on the page of their place."""

from governance.kernel.figures.formats import zhdate
from governance.kernel.models import built
from governance.kernel.models.addresses import list_address
from governance.kernel.pages.panels import LINES, Line, Panel, entry, panel
from governance.roles import VIEW

from .models import Roll

entry("底数", "名册", "card-list", "governance:rolls", permission=VIEW, order=53)


@panel("governance.area", order=55)
def rolls_here(area, user):
    """The rolls of a place that are in force, with their totals."""

    def in_force(area):
        return Roll.objects.visible_to(user).in_force().filter(area=area.pk).order_by("kind")

    rows = built.of_row((rolls_here, built.standing(user)), area, in_force)
    if not rows:
        return None
    more = f"{list_address(Roll)}?tab=all&area={area.code}"
    return Panel("名册", LINES, {"lines": [line_of(roll, area) for roll in rows]}, more_url=more)


def line_of(roll, area):
    words = f"{roll.size} · {zhdate(roll.filed_on)}备案", other_number(roll, area)
    return Line(roll.get_kind_display(), roll.get_absolute_url(), words)


def other_number(roll, area):
    """Why a roll counts other households than the register of the place has; "" where they agree, or nobody says."""
    known = area.household_count
    if known is None or known in (roll.households, roll.unit_count):
        return ""
    if roll.lists_units:
        heads = f"、按买受人计 {roll.head_count:,} 户" if roll.head_count != roll.unit_count else ""
        return (
            f"台账登记居民 {known:,} 户（“编辑台账”中更新），名册按专有部分计 {roll.unit_count:,} 套{heads}；"
            "口径不同，表决以名册为准"
        )
    if roll.lists_numbers:
        return f"台账登记 {known:,} 户，名册载 {roll.households:,} 户；表决以名册为准"
    return ""
