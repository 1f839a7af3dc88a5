"""The area tree, and what is known of compounds."""

import django_filters
from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.filters import AreaFilter, CodeFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order

from .models import Area, Compound, Level
from .workflow import AREA, STATES


class CompoundSerializer(serializers.ModelSerializer):
    class Meta:
        model = Compound
        fields = [
            "build_year",
            "is_old",
            "has_property_company",
            "origin_unit",
            "usage",
            "resident_count",
            "party_member_count",
            "note",
        ]


class AreaSerializer(serializers.ModelSerializer):
    """One place; ancestors by their codes, so that a client can build the tree."""

    parent = serializers.CharField(source="parent.code", default=None)
    succeeded_by = serializers.CharField(source="succeeded_by.code", default=None)
    profile = CompoundSerializer(default=None)

    class Meta:
        model = Area
        fields = [
            "id",
            "code",
            "name",
            "official_name",
            "aliases",
            "level",
            "kind",
            "parent",
            "path",
            "household_count",
            "status",
            "valid_from",
            "valid_until",
            "succeeded_by",
            "profile",
            "version",
            "updated_at",
        ]


class AreaApiFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter(field_name="")
    level = django_filters.ChoiceFilter(choices=Level.choices, label="层级")
    parent = CodeFilter(field_name="parent__code", label="上级")
    code = django_filters.CharFilter(label="代码")
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态")

    class Meta:
        model = Area
        fields = ["q", "area", "level", "parent", "code", "status"]


class AreaViewSet(ScopedViewSet):
    """Places the caller may read, in the order of the tree."""

    queryset = Area.objects.select_related("parent", "succeeded_by", "profile")
    serializer_class = AreaSerializer
    filterset, workflow = AreaApiFilter, AREA
    order = Order("path", descending=False)


register("areas", AreaViewSet)
