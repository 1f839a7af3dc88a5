"""What is in force on a day: rows with `valid_from` and `valid_to`, both included; no end: until further notice."""

from django.db.models import Q


def holds_on(row, day):
    """Whether one version is in force on a day."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def in_force_on(day):
    """The condition of a query for the versions in force on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
