"""Every figure by its code, with what is needed to trust it."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.kernel.api.schema import REFUSALS
from governance.kernel.api.viewsets import StrictQuery
from governance.kernel.figures.metrics import METRICS

from .periods import period_from

PARAMETERS = ("area", "from", "to", "as_of", "code")


class Metrics(StrictQuery, APIView):
    """`?area=&from=&to=&as_of=&code=`: all figures, or one."""

    def query_names(self):
        return PARAMETERS

    @extend_schema(
        parameters=[OpenApiParameter(name, OpenApiTypes.STR) for name in PARAMETERS],
        responses={200: OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, request):
        period = period_from(request.GET, request.user)
        wanted = request.GET.get("code")
        chosen = [METRICS[wanted]] if wanted in METRICS else ([] if wanted else METRICS.values())
        if wanted and not chosen:
            raise Http404
        figures = [metric.figure(period).as_json() for metric in chosen if request.user.has(metric.permission)]
        return Response({"next": None, "previous": None, "results": figures})
