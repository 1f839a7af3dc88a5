"""What the rates of the board came to, month by month."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from governance.kernel.figures.metrics import percent


class KeptFigure(models.Model):
    """One rate of one place as it stood at the end of a month: its two numbers, written once and never changed.

    So last month's value is one row, however much is entered later, and a report can be made again.  Of a rate that
    grows within the month `by_day` holds its numerator at the end of each day, so that a month that is not over is
    compared with the same days.  Source: domain.md §5, rule 6.
    """

    code = models.CharField("指标", max_length=40)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="辖区")
    month = models.DateField("月份")
    numerator = models.PositiveBigIntegerField("分子")
    denominator = models.PositiveBigIntegerField("分母")
    by_day = ArrayField(models.PositiveIntegerField(), default=list, blank=True, verbose_name="逐日分子")

    class Meta:
        app_label = "governance"
        verbose_name = "月末指标"
        constraints = [models.UniqueConstraint(fields=["month", "area", "code"], name="kept_figure_once")]

    def on(self, day=None):
        """The rate at the end of the month, or of that day of it; None where there was nothing to divide by."""
        held = self.by_day[:day] if day else self.by_day
        return percent(held[-1] if held else self.numerator, self.denominator)
