"""Grants for programs."""

from rest_framework import serializers

from funds.serializers import area_code
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import CommitteeVote, Grant
from .tables import GrantFilter
from .workflow import GRANT


class CommitteeVoteSerializer(serializers.ModelSerializer):
    """What one member of the committee did in the vote."""

    name = serializers.CharField(source="member.name")

    class Meta:
        model = CommitteeVote
        fields = ["name", "choice", "reason"]


class GrantSerializer(serializers.ModelSerializer):
    """A project's share of a community fund, yuan; `formula` is how the committee's vote was computed.

    vote_waits -- a vote was entered that another person has not yet compared with the minutes
    """

    area = area_code()
    votes = CommitteeVoteSerializer(many=True, read_only=True)
    formula = serializers.SerializerMethodField()
    vote_waits = serializers.SerializerMethodField()

    class Meta:
        model = Grant
        fields = [
            "id",
            "project_id",
            "title",
            "number",
            "fund",
            "area",
            "amount",
            "requested_on",
            "advice",
            "advice_agrees",
            "advised_on",
            "notified_on",
            "voted_on",
            "votes",
            "formula",
            "vote_waits",
            "committed_on",
            "opinion",
            "overseen_on",
            "payee",
            "voucher_no",
            "paid_on",
            "status",
            "version",
            "updated_at",
        ]

    def get_formula(self, row) -> list[str]:
        return [condition.sentence for condition in row.vote_conditions()]

    def get_vote_waits(self, row) -> bool:
        return row.vote_asked is not None


class GrantViewSet(ScopedViewSet):
    """Made by the approval of a project, never by a request."""

    queryset = Grant.objects.select_related("area")
    prefetch = ("votes__member",)
    serializer_class = GrantSerializer
    filterset, workflow = GrantFilter, GRANT


register("grants", GrantViewSet)
