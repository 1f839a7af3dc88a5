"""What `verify` recomputes of figures kept by a tally."""

from governance.areas.models import Area
from governance.kernel.figures import recounts
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.upkeep.checks import check, expect_triggers, keep_on_record

from .models import KeptFigure

expect_triggers(KeptFigure, "kept_figure_append_only")
keep_on_record(KeptFigure)


@check("figures")
def figures():
    """A figure kept by a tally equals the rows it stands for, over the district and each street."""
    found = []
    for area in Area.objects.current().filter(level__in=("district", "street")).order_by("path"):
        period = Period(area)
        for metric in METRICS.values():
            cells = metric.cells(period)
            if cells is None:
                continue
            quick, counted = sum(cells.values_list("n", flat=True)), metric.counted(period)
            if quick != counted:
                found.append(f"figure {metric.code} of {area.name}: {quick} by tally, {counted} by rows")
    return found


@check("tallies")
def tallies():
    """Every cell of the tallies holds as many rows as there are, of whatever area and month."""
    return recounts.faults()
