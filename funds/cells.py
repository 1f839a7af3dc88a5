"""Cells and filters that funds share."""

import django_filters
from rest_framework import serializers

from funds.funds.models import CommunityFund
from governance.kernel.pages.tables import badge


def code(source="area.code"):
    return serializers.CharField(source=source, read_only=True)


def yuan(source):
    """A figure of the fund's balance; null until its book is opened."""
    return serializers.DecimalField(14, 2, source=source, read_only=True, default=None)


def state(row):
    return badge(row.get_status_display(), type(row).BADGES.get(row.status, "info"))


class FundChoice(django_filters.ModelChoiceFilter):
    """The funds the person may read."""

    def __init__(self, **options):
        super().__init__(queryset=readable_funds, label="基金", **options)


def readable_funds(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return CommunityFund.objects.none()
    return CommunityFund.objects.visible_to(user).order_by("area__path", "id")
