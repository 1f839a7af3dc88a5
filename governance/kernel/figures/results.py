"""What a figure comes to: its value with everything needed to trust it, and where its rows are."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from governance.kernel.models.addresses import halves


def rows_address(code, period):
    """The page of exactly the rows that a figure counts."""
    before, after = halves("metric_rows")
    return f"{before}{code}{after}?{period.query}"


@dataclass(frozen=True)
class Figure:
    """A computed figure: value, numerator, denominator and where the rows are.  value None: nothing to divide by."""

    metric: object
    period: object
    value: object
    numerator: object
    denominator: object = None

    @property
    def rows_url(self):
        return rows_address(self.metric.code, self.period)

    @property
    def text(self):
        if self.value is None:
            return "—"
        return f"{self.value:.2f}" if isinstance(self.value, Decimal) and self.metric.of else str(self.value)

    @property
    def explanation(self):
        """What the figure counts and of what it is made, in one line."""
        parts = "" if self.denominator is None else f"；{self.numerator} ÷ {self.denominator}"
        return f"{self.metric.definition}{parts}；{self.metric.date_basis}"

    def as_json(self):
        return {
            "code": self.metric.code,
            "label": self.metric.label,
            "value": json_number(self.value),
            "numerator": json_number(self.numerator),
            "denominator": json_number(self.denominator),
            "unit": self.metric.unit,
            "definition": self.metric.definition,
            "date_basis": self.metric.date_basis,
            "area": self.period.area.code,
            "from": self.period.since,
            "to": self.period.until,
            "as_of": self.period.as_of,
            "rows": self.rows_url,
        }


def json_number(value):
    return float(value) if isinstance(value, Decimal) else value


def percent(top, bottom):
    """Two decimals, half up; None when there is nothing to divide by (domain.md §5)."""
    if not bottom:
        return None
    return (Decimal(top) * 100 / Decimal(bottom)).quantize(Decimal("0.01"), ROUND_HALF_UP)
