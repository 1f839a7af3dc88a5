"""Fields of the API that the concepts of funds share."""

from rest_framework import serializers


def area_code(source="area.code"):
    """The code of the area to which a row belongs."""
    return serializers.CharField(source=source, read_only=True)


def balance_amount(source):
    """A figure of the fund's balance, yuan; null until its book is opened."""
    return serializers.DecimalField(14, 2, source=source, read_only=True, default=None)
