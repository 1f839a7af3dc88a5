"""Every figure by its code, with what is needed to trust it."""

from datetime import date

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.kernel.api import REFUSALS, FirstPassword
from governance.kernel.errors import Invalid
from governance.kernel.metrics import METRICS, Period
from governance.models import Area


def period_from(query, user):
    """The Period a request asks for, inside what the user may read.  Raises Invalid, Http404."""
    areas = Area.objects.visible_to(user, "governance.view")
    code = query.get("area")
    area = areas.filter(code=code).first() if code else areas.order_by("path").first()
    if area is None:
        raise Http404
    days = {}
    for name in ("from", "to", "as_of"):
        raw = query.get(name, "")
        try:
            days[name] = date.fromisoformat(raw) if raw else None
        except ValueError:
            raise Invalid(f"{name} 须是日期，例如 2026-01-31", field=name) from None
    if days["from"] and days["to"] and days["from"] > days["to"]:
        raise Invalid("起始日期不能晚于截止日期", "dates_reversed", field="to")
    asked = {"since": days["from"], "until": days["to"]}
    return Period(area, **asked, **({"as_of": days["as_of"]} if days["as_of"] else {}))


class Metrics(APIView):
    """`?area=&from=&to=&as_of=&code=`: all figures, or one."""

    permission_classes = [FirstPassword]

    @extend_schema(
        parameters=[OpenApiParameter(name, OpenApiTypes.STR) for name in ("area", "from", "to", "as_of", "code")],
        responses={200: OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, request):
        period = period_from(request.GET, request.user)
        wanted = request.GET.get("code")
        chosen = [METRICS[wanted]] if wanted in METRICS else ([] if wanted else METRICS.values())
        if wanted and not chosen:
            raise Http404
        figures = [one.figure(period).as_json() for one in chosen if request.user.has(one.permission)]
        return Response({"next": None, "previous": None, "results": figures})
