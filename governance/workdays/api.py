"""The work calendar: the days of a year; and its changes, which two people sign."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from governance.kernel.api.viewsets import ScopedViewSet, StrictQuery, register
from governance.kernel.clock.workdays import calendar
from governance.kernel.pages.keyset import Order

from .models import CalendarChange
from .tables import ChangeFilter
from .workflow import CHANGE
from .years import requested_year


class DaySerializer(serializers.Serializer):
    date = serializers.DateField()
    is_workday = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    is_provisional = serializers.BooleanField()


class WorkDayViewSet(StrictQuery, viewsets.ViewSet):
    def query_names(self):
        return ("year",)

    @extend_schema(
        parameters=[OpenApiParameter("year", OpenApiTypes.INT, description="年份，不填即今年")],
        responses={200: DaySerializer(many=True)},
        summary="工作日历",
    )
    def list(self, request):
        days = calendar().year(requested_year(request)) if request.user.posts else []
        return Response({"next": None, "previous": None, "results": DaySerializer(days, many=True).data})


class ChangedDaySerializer(serializers.Serializer):
    date = serializers.DateField()
    is_workday = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)


class ChangeSerializer(serializers.ModelSerializer):
    days = ChangedDaySerializer(source="as_days", many=True, read_only=True)
    created_by = serializers.CharField(source="created_by.name", read_only=True)
    confirmed_by = serializers.SerializerMethodField()

    class Meta:
        model = CalendarChange
        fields = [
            "id",
            "kind",
            "year",
            "days",
            "basis",
            "status",
            "created_by",
            "confirmed_by",
            "version",
            "updated_at",
        ]

    def get_confirmed_by(self, change) -> str:
        return change.confirmed_by.name if change.confirmed_by else ""


class ChangeViewSet(ScopedViewSet):
    queryset = CalendarChange.objects.select_related("created_by__person", "confirmed_by__person")
    serializer_class = ChangeSerializer
    filterset, workflow = ChangeFilter, CHANGE
    order = Order("id")


register("workdays", WorkDayViewSet)
register("calendar-changes", ChangeViewSet)
