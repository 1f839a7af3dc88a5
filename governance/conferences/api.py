"""The joint conference in the API: sittings, agenda items, action items, member units, budgets."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models.action_items import ActionItem
from .models.agenda import AgendaItem
from .models.budgets import Budget
from .models.sittings import ConferenceMember, JointConference
from .models.units import ConferenceUnit
from .tables import ActionFilter, AgendaItemFilter, BudgetFilter, ConferenceFilter, ConferenceUnitFilter
from .workflow.action_items import ACTION
from .workflow.agenda import ITEM
from .workflow.budgets import BUDGET
from .workflow.sittings import CONFERENCE
from .workflow.units import UNIT


class MemberSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name")
    person_name = serializers.CharField(source="person.name", default=None)

    class Meta:
        model = ConferenceMember
        fields = ["id", "unit", "unit_name", "person_name", "is_chair", "signed_in_at", "is_excused"]


class ConferenceSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")
    chair = serializers.CharField(source="chair.name", default=None)
    recorder = serializers.CharField(source="recorder.name", default=None)
    members = MemberSerializer(many=True)

    class Meta:
        model = JointConference
        fields = [
            "id",
            "area",
            "year",
            "no",
            "title",
            "held_on",
            "held_time",
            "place",
            "chair",
            "recorder",
            "guests",
            "minutes_no",
            "held_at",
            "signed_at",
            "issued_at",
            "seal",
            "previous_seal",
            "status",
            "version",
            "updated_at",
            "members",
        ]


class ConferenceViewSet(ScopedViewSet):
    queryset = JointConference.objects.select_related("area", "chair", "recorder").defer(
        "minutes", "sealed_text", "requirements"
    )
    prefetch = ("members__unit", "members__person")
    serializer_class = ConferenceSerializer
    filterset, workflow = ConferenceFilter, CONFERENCE
    order = Order("held_on")


class VotesSerializer(serializers.Serializer):
    """How many members voted which way."""

    yes = serializers.IntegerField()
    conditional = serializers.IntegerField()
    no = serializers.IntegerField()
    abstain = serializers.IntegerField()
    eligible = serializers.IntegerField()
    recused = serializers.IntegerField()


class WaitingRecusalSerializer(serializers.Serializer):
    """A unit that somebody else asked to leave, until the chair answers."""

    member = serializers.IntegerField()
    unit = serializers.CharField()
    reason = serializers.CharField()


class AgendaItemSerializer(serializers.ModelSerializer):
    """Amounts are yuan of fiscal money; `votes` counts the members present and not recused."""

    area = serializers.CharField(source="area.code")
    owner_unit_name = serializers.CharField(source="owner_unit.name", default=None)
    votes = VotesSerializer(source="tally", read_only=True)
    waiting_recusals = WaitingRecusalSerializer(many=True, read_only=True)
    is_provisional = serializers.BooleanField(read_only=True)
    quorum = serializers.SerializerMethodField()
    majority = serializers.SerializerMethodField()
    agreed = serializers.SerializerMethodField()

    class Meta:
        model = AgendaItem
        fields = [
            "id",
            "conference",
            "no",
            "title",
            "area",
            "proposer",
            "source_type",
            "source_id",
            "source_url",
            "summary",
            "requested_amount",
            "fund_request",
            "own_share",
            "is_urgent",
            "urgent_reason",
            "by_consensus",
            "decision",
            "support_class",
            "amount",
            "conditions",
            "owner_unit",
            "owner_unit_name",
            "due_on",
            "is_provisional",
            "supersedes",
            "decided_at",
            "status",
            "version",
            "updated_at",
            "votes",
            "waiting_recusals",
            "quorum",
            "majority",
            "agreed",
        ]

    def get_quorum(self, row) -> str:
        return row.quorum().sentence

    def get_majority(self, row) -> str:
        return row.majority().sentence

    def get_agreed(self, row) -> list[str]:
        return row.agreed_units() if row.by_consensus else []


class AgendaItemViewSet(ScopedViewSet):
    queryset = AgendaItem.objects.select_related("area", "owner_unit", "conference")
    prefetch = ("votes__member__unit", "interests", "conference__members")
    serializer_class = AgendaItemSerializer
    filterset, workflow = AgendaItemFilter, ITEM


class ActionItemSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")
    unit_name = serializers.CharField(source="unit.name", default=None)
    conference = serializers.IntegerField(source="item.conference_id")
    is_provisional = serializers.BooleanField(read_only=True)

    class Meta:
        model = ActionItem
        fields = [
            "id",
            "item",
            "conference",
            "area",
            "unit",
            "unit_name",
            "text",
            "due_on",
            "is_provisional",
            "result",
            "status",
            "version",
            "updated_at",
        ]


class ActionItemViewSet(ScopedViewSet):
    queryset = ActionItem.objects.select_related("area", "unit", "item__conference")
    serializer_class = ActionItemSerializer
    filterset, workflow = ActionFilter, ACTION
    order = Order("due_on", descending=False)


class ConferenceUnitSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")
    unit_name = serializers.CharField(source="unit.name")
    person_name = serializers.CharField(source="person.name", default=None)

    class Meta:
        model = ConferenceUnit
        fields = [
            "id",
            "area",
            "unit",
            "unit_name",
            "person_name",
            "order",
            "is_chair",
            "status",
            "version",
            "updated_at",
        ]


class ConferenceUnitViewSet(ScopedViewSet):
    queryset = ConferenceUnit.objects.select_related("area", "unit", "person")
    serializer_class = ConferenceUnitSerializer
    filterset, workflow = ConferenceUnitFilter, UNIT


class BudgetSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")

    class Meta:
        model = Budget
        fields = ["id", "area", "year", "amount", "document", "status", "version", "updated_at"]


class BudgetViewSet(ScopedViewSet):
    queryset = Budget.objects.select_related("area")
    serializer_class = BudgetSerializer
    filterset, workflow = BudgetFilter, BUDGET


register("conferences", ConferenceViewSet)
register("agenda-items", AgendaItemViewSet)
register("action-items", ActionItemViewSet)
register("conference-units", ConferenceUnitViewSet)
register("budgets", BudgetViewSet)
