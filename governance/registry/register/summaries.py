"""The figures of a district, street or community, and of the areas directly below it."""

from collections import defaultdict

from django.db.models import Sum
from django.urls import reverse

from governance.areas.models import Area, Level
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.figures import Tally
from governance.roles import GRASSROOTS

CHILD_COLUMNS = (
    ("branches", "党支部"),
    ("patch_leaders", "片长"),
    ("group_leaders", "组长"),
    ("neighbour_heads", "邻长"),
    ("self_gov_committees", "自治委员会"),
    ("volunteer_teams", "志愿队伍"),
)


def summarise_area(area):
    """The strip of an upper level: [{"label", "value", "unit", "url", "note"}], one query."""
    period = Period(area)
    cells = Tally.objects.filter(kind__in=("organisation", "appointment"), area__path__startswith=area.path)
    numbers = dict(cells.order_by().values_list("state").annotate(n=Sum("n")))
    shown = (
        ("branches", "branch"),
        ("patch_leaders", "patch_leader"),
        ("group_leaders", "group_leader"),
        ("neighbour_heads", "neighbour_head"),
        ("self_gov_committees", "self_gov_committee"),
    )
    strip = [
        {
            "label": METRICS[code].label,
            "value": numbers.get(state, 0),
            "unit": METRICS[code].unit,
            "url": f"{reverse('metric_rows', args=[code])}?{period.query}",
        }
        for code, state in shown
    ]
    strip[-1]["note"] = f"志愿者队伍 {numbers.get('volunteer_team', 0)} 支"
    return strip


def tabulate_children(area):
    """The children of an upper level with their numbers: {"rows": [(area, [numbers])], "total": [numbers]}."""
    level = {Level.DISTRICT: "street", Level.STREET: "community"}.get(area.level, "compound")
    cells = Tally.objects.filter(kind__in=("organisation", "appointment"), area__path__startswith=area.path)
    numbers = defaultdict(dict)
    for pk, state, n in cells.order_by().values_list(f"area__{level}_id", "state").annotate(n=Sum("n")):
        numbers[pk][state] = n
    states = ("branch", *GRASSROOTS, "self_gov_committee", "volunteer_team")
    rows = [
        (child, [numbers[child.pk].get(state, 0) for state in states])
        for child in Area.objects.current().filter(parent=area).order_by("order", "code")
    ]
    total = [sum(row[n] for _, row in rows) for n in range(len(states))]
    homes = sum(child.household_count or 0 for child, _ in rows)
    return {"heads": [label for _, label in CHILD_COLUMNS], "rows": rows, "total": total, "homes": homes}
