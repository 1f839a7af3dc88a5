"""Tallies kept by triggers, and number series."""

from django.db import models


class Tally(models.Model):
    """How many rows of one kind are counted in one cell (area × month × state).

    Kept by statement triggers in the writer's own transaction, so a board
    reads hundreds of cells instead of counting every row; `verify` compares.
    """

    kind = models.CharField(max_length=40)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=40)
    n = models.BigIntegerField(default=0)

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["kind", "area", "month", "state"], name="tally_one_cell")]


class Serial(models.Model):
    """The last number given out in one series, "case:430202001012:2026"; gap-free because it is locked."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "governance"
