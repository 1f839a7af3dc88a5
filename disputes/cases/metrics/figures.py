"""Figures of disputes.

Everything is read from the tallies that the database keeps where
a whole month of a community or more is asked for as things stand today, and
counted from the rows otherwise; both give the same (tests, `verify`).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F, Sum

from disputes.cases.models.cases import MediationCase
from disputes.cases.tables import CaseTable
from disputes.cases.workflow import RESOLVED
from governance.kernel.figures.metrics import METRICS, Figure, Metric, metric, ratio
from governance.kernel.figures.tallies import tally_of


# ------------------------------------------------------------ rows
def accepted_rows(period, rows=None):
    """Cases accepted in the period, of the committees unless other rows are given."""
    rows = MediationCase.objects.counted() if rows is None else rows
    return period.within(rows, "accepted_on").below(period.area).filter(accepted_on__lte=period.as_of)


def closed_rows(period, rows=None):
    """Cases closed in the period."""
    rows = MediationCase.objects.counted() if rows is None else rows
    return period.within(rows.closed(), "closed_on").below(period.area).filter(closed_on__lte=period.as_of)


# ------------------------------------------------------------ the figures
def cases_accepted(period):
    return accepted_rows(period)


def cases_resolved(period):
    return accepted_rows(period).resolved(period.as_of)


def cases_closed(period):
    return closed_rows(period)


def cases_succeeded(period):
    return closed_rows(period).resolved()


def law_station_cases(period):
    return accepted_rows(period, MediationCase.objects.of_stations())


def law_station_closed(period):
    return closed_rows(period, MediationCase.objects.of_stations())


def law_station_resolved(period):
    return law_station_closed(period).resolved()


def case_figure(code, label, rows, kind, states, definition, basis, order, unit="件"):
    metric(
        code,
        label,
        unit=unit,
        definition=definition,
        table=CaseTable,
        date_basis=basis,
        order=order,
        tally=tally_of(kind, *states),
    )(rows)


# fmt: off
case_figure("cases_accepted", "受理纠纷", cases_accepted, "case", (),
    "各级调委会受理的纠纷案件，不含法学会站点自行登记的案件", "受理日期", 100)
case_figure("cases_resolved", "化解纠纷", cases_resolved, "case", RESOLVED,
    "同期受理的案件中，截至统计日已达成调解协议（书面或口头）的", "受理日期（同批）", 101)
ratio("resolution_rate", "调解率（化解率）", numerator="cases_resolved", denominator="cases_accepted",
    definition="化解纠纷 ÷ 受理纠纷（同一批受理的案件）", date_basis="受理日期（同批）", order=102)
case_figure("cases_closed", "办结纠纷", cases_closed, "case_closed", (),
    "统计期内达成协议、调解不成或终止的案件", "办结日期", 103)
case_figure("cases_succeeded", "调解成功", cases_succeeded, "case_closed", RESOLVED,
    "统计期内办结的案件中达成协议的", "办结日期", 104)
ratio("success_rate", "调解成功率", numerator="cases_succeeded", denominator="cases_closed",
    definition="达成协议 ÷（达成协议 + 调解不成 + 终止）", date_basis="办结日期", order=105)
case_figure("law_station_cases", "站点受理", law_station_cases, "station_case", (),
    "法学会服务站点受理的纠纷，单独登记，不计入各级调委会受理数", "受理日期", 110, unit="起")
case_figure("law_station_closed", "站点办结", law_station_closed, "station_closed", (),
    "法学会服务站点办结的纠纷", "办结日期", 111, unit="起")
case_figure("law_station_resolved", "站点调解成功", law_station_resolved, "station_closed", RESOLVED,
    "法学会服务站点办结的纠纷中达成协议的", "办结日期", 112, unit="起")
ratio("law_station_success_rate", "站点调解成功率", numerator="law_station_resolved", denominator="law_station_closed",
    definition="站点达成协议 ÷ 站点办结", date_basis="办结日期", order=113)
# fmt: on


@dataclass(frozen=True)
class MeanDays(Metric):
    """Days from acceptance to closing, on average over the cases closed in the period; one decimal."""

    def counted(self, period):
        """The sum of days, from the rows."""
        days = self.rows(period).order_by().aggregate(n=Sum(F("closed_on") - F("accepted_on")))["n"]
        return days.days if days is not None else 0

    def divided(self, period, level):
        rows = self.rows(period).order_by().values_list(f"{self.area_path}__{level}_id")
        return {place: days.days for place, days in rows.annotate(n=Sum(F("closed_on") - F("accepted_on")))}

    def figure(self, period):
        days, n = self.numerator(period), METRICS["cases_closed"].numerator(period)
        mean = (Decimal(days) / n).quantize(Decimal("0.1"), ROUND_HALF_UP) if n else None
        return Figure(self, period, mean, days, n)


METRICS["mediation_time"] = MeanDays(
    "mediation_time",
    "平均调解时长",
    "天",
    "办结案件从受理到办结的平均自然日数",
    cases_closed,
    CaseTable,
    date_basis="办结日期",
    tally=tally_of("case_days"),
    order=106,
)
