"""Bodies, Party branches, and the schemes they fill."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import Organisation, OrgScheme, OrgSlot
from .tables import BranchFilter, OrganisationFilter
from .workflow import ORGANISATION, SCHEME


class OrganisationSerializer(serializers.ModelSerializer):
    """One body; places by their codes, the leader by name and masked telephone."""

    area = serializers.CharField(source="area.code")
    covers = serializers.SlugRelatedField("code", many=True, read_only=True)
    leader = serializers.CharField(source="leader.name", default=None)
    leader_phone = serializers.CharField(source="leader.phone_masked", default=None)

    class Meta:
        model = Organisation
        fields = [
            "id",
            "kind",
            "branch_kind",
            "name",
            "area",
            "covers",
            "leader",
            "leader_phone",
            "member_count",
            "founded_on",
            "term_until",
            "document",
            "status",
            "dissolved_on",
            "note",
            "version",
            "updated_at",
        ]


class OrganisationViewSet(ScopedViewSet):
    """Bodies of every kind."""

    queryset = Organisation.objects.select_related("area", "leader")
    prefetch = ("covers",)
    serializer_class = OrganisationSerializer
    filterset, workflow = OrganisationFilter, ORGANISATION


class BranchViewSet(OrganisationViewSet):
    """Party branches of compounds."""

    queryset = OrganisationViewSet.queryset.filter(kind="branch")
    noun = "党支部"
    filterset = BranchFilter


class SlotSerializer(serializers.ModelSerializer):
    class Meta:
        model = OrgSlot
        fields = ["no", "code", "name", "kinds", "is_core", "is_required"]


class SchemeSerializer(serializers.ModelSerializer):
    slots = SlotSerializer(many=True, read_only=True)

    class Meta:
        model = OrgScheme
        fields = ["id", "code", "name", "valid_from", "valid_until", "note", "status", "slots", "version", "updated_at"]


class SchemeViewSet(ScopedViewSet):
    """Schemes such as 1+6, with their slots."""

    queryset = OrgScheme.objects.all()
    prefetch = ("slots",)
    serializer_class = SchemeSerializer
    workflow = SCHEME


register("organisations", OrganisationViewSet)
register("branches", BranchViewSet)
register("schemes", SchemeViewSet)
