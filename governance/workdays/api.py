"""The work calendar: the days of a year; `POST` sets one."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from governance.kernel.api.errors import flat_errors
from governance.kernel.api.repeats import answer_once, replay_answered
from governance.kernel.api.viewsets import StrictQuery, body_of, refuse_unknown, register
from governance.kernel.clock.workdays import calendar
from governance.kernel.steps import gate
from governance.kernel.steps.errors import Invalid

from . import actions as workdays
from .forms import DayForm
from .years import requested_year


class DaySerializer(serializers.Serializer):
    date = serializers.DateField()
    is_workday = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    is_provisional = serializers.BooleanField()


class ChangeSerializer(serializers.Serializer):
    """One day as it is set: with the number of the notice on which it rests."""

    date = serializers.DateField()
    is_workday = serializers.BooleanField()
    name = serializers.CharField(required=False, allow_blank=True)
    note = serializers.CharField()


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

    @extend_schema(request=ChangeSerializer, responses={200: DaySerializer}, summary="设置一天")
    def create(self, request):
        sent = body_of(request)
        replay_answered(request)
        form = DayForm(sent, obj=None, user=request.user)
        refuse_unknown(gate.unknown_names(form, form.data))
        if not form.is_valid():
            raise Invalid("提交的内容有误，请按提示修改", errors=flat_errors(form.errors))
        given = {name: value for name, value in form.cleaned_data.items() if name in sent}

        def work():
            row, _ = workdays.set_day(given.pop("date"), actor=request.user, **given)
            body = DaySerializer(row).data
            return body, body

        return Response(answer_once(request, work))


register("workdays", WorkDayViewSet)
