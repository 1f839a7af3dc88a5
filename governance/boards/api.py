"""Every figure by its code, with what is needed to trust it."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.kernel.api.viewsets import StrictQuery
from governance.kernel.figures.metrics import METRICS
from governance.kernel.figures.results import json_number

from .periods import period_from
from .rates import values_before

PARAMETERS = {
    "area": (OpenApiTypes.STR, "区域代码，不填即本人辖区"),
    "from": (OpenApiTypes.DATE, "自何日起"),
    "to": (OpenApiTypes.DATE, "至何日止"),
    "as_of": (OpenApiTypes.DATE, "截至何日的状态"),
    "code": (OpenApiTypes.STR, "只要这一个指标"),
}


class FigureSerializer(serializers.Serializer):
    """One figure; nothing to divide by is null."""

    code = serializers.CharField()
    label = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    definition = serializers.CharField()
    date_basis = serializers.CharField()
    area = serializers.CharField()
    as_of = serializers.DateField()
    rows = serializers.CharField(allow_null=True, allow_blank=True)
    last_month = serializers.FloatField(allow_null=True, help_text="上月月末留存的同一指标，没有留存的为空")

    def get_fields(self):
        return {
            **super().get_fields(),
            "from": serializers.DateField(allow_null=True),
            "to": serializers.DateField(allow_null=True),
        }


class FiguresSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = FigureSerializer(many=True)


class Metrics(StrictQuery, APIView):
    """`?area=&from=&to=&as_of=&code=`: all figures, or one."""

    also_refuses = (404,)

    def query_names(self):
        return PARAMETERS

    @extend_schema(
        parameters=[OpenApiParameter(name, kind, description=words) for name, (kind, words) in PARAMETERS.items()],
        responses={200: FiguresSerializer},
        summary="指标",
    )
    def get(self, request):
        period = period_from(request.GET, request.user)
        wanted = request.GET.get("code")
        chosen = [METRICS[wanted]] if wanted in METRICS else ([] if wanted else METRICS.values())
        if wanted and not chosen:
            raise Http404
        figures = [metric.figure(period).as_json() for metric in chosen if request.user.has(metric.permission)]
        before = values_before(period)
        results = [{**figure, "last_month": json_number(before.get(figure["code"]))} for figure in figures]
        return Response({"next": None, "previous": None, "results": results})
