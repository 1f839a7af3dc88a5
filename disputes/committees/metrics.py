"""Figures of law stations."""

from governance.kernel.figures.metrics import metric

from .models import LawStation
from .tables import StationTable


@metric(
    "law_stations",
    "法学会服务站点",
    unit="个",
    definition="乡级、村级法学会服务站点",
    table=StationTable,
    order=114,
)
def law_stations(period):
    return period.below(LawStation.objects.all())
