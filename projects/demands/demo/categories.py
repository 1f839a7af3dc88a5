"""The nine categories of key problems.  Source: domain.md §2.12."""

import csv
from datetime import date
from pathlib import Path

from projects.demands.models.categories import DemandCategory

DATA = Path(__file__).parents[2] / "data"


def load(world):
    with open(DATA / "demand_categories.csv", encoding="utf-8", newline="") as lines:
        rows = [
            DemandCategory(area=world.district, valid_from=date(world.today.year - 2, 1, 1), **line)
            for line in csv.DictReader(lines)
        ]
    DemandCategory.objects.bulk_create(rows)


def by_code():
    return {row.code: row for row in DemandCategory.objects.all()}
