"""Overdue work in the API: deadlines, which are explained and urged, and the supervisions this makes."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.keyset import Order

from .models import Supervision
from .tables import DeadlineFilter, SupervisionFilter, is_private
from .workflow import DEADLINE, SUPERVISION


class DeadlineSerializer(serializers.ModelSerializer):
    """`late_reason` stays empty where what lies behind is need-to-know; `days_late` is 0 while it is in time.

    `is_provisional`: `due_on` rests on a year whose work calendar is not confirmed.
    """

    area = serializers.CharField(source="area.code")
    late_reason = serializers.SerializerMethodField()
    urged_n = serializers.IntegerField(source="followed_n", read_only=True)
    days_late = serializers.SerializerMethodField()
    is_provisional = serializers.BooleanField(read_only=True)

    class Meta:
        model = Deadline
        fields = [
            "id",
            "object_type",
            "object_id",
            "title",
            "number",
            "task",
            "url",
            "area",
            "opened_on",
            "due_on",
            "is_provisional",
            "stopped_on",
            "closed_at",
            "days_late",
            "late_kind",
            "late_reason",
            "urged_n",
            "version",
        ]

    def get_late_reason(self, row) -> str:
        return "" if is_private(row) else row.late_reason

    def get_days_late(self, row) -> int:
        return max(row.days_late, 0)


class DeadlineViewSet(ScopedViewSet):
    """What is open and by when; `explain` says why it is late, `urge` issues a supervision."""

    queryset = Deadline.objects.select_related("area", "desk")
    serializer_class = DeadlineSerializer
    filterset, workflow = DeadlineFilter, DEADLINE
    keeps_queries = True

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.open() if self.action == "list" else rows


class SupervisionSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")
    title = serializers.CharField(source="deadline.title")
    matter_type = serializers.CharField(source="deadline.object_type")
    matter_number = serializers.CharField(source="deadline.number")
    task = serializers.CharField(source="deadline.task")
    issued_by = serializers.CharField(source="issued_by.person.name")
    answered_by = serializers.CharField(source="answered_by.person.name", default=None)
    reply_is_provisional = serializers.BooleanField(read_only=True)

    class Meta:
        model = Supervision
        fields = [
            "id",
            "number",
            "level",
            "deadline",
            "title",
            "matter_type",
            "matter_number",
            "task",
            "area",
            "was_due_on",
            "requirement",
            "issued_by",
            "issued_at",
            "reply_due_on",
            "reply_is_provisional",
            "answer",
            "promised_on",
            "answered_by",
            "answered_at",
            "closed_at",
            "status",
            "version",
            "updated_at",
        ]


class SupervisionViewSet(ScopedViewSet):
    """Supervisions of the places one supervises, and those one must answer; `deadlines/…/steps/urge/` makes them."""

    queryset = Supervision.objects.select_related(
        "area", "deadline__desk", "issued_by__person", "answered_by__person"
    ).defer(
        "issued_by__person__phone",
        "issued_by__person__id_number",
        "answered_by__person__phone",
        "answered_by__person__id_number",
    )
    serializer_class = SupervisionSerializer
    filterset, workflow = SupervisionFilter, SUPERVISION
    order = Order("issued_at")


register("deadlines", DeadlineViewSet)
register("supervisions", SupervisionViewSet)
