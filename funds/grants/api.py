"""Grants for programs."""

from rest_framework import serializers

from funds.serializers import area_code
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import Grant
from .tables import GrantFilter
from .workflow import GRANT


class GrantSerializer(serializers.ModelSerializer):
    """A project's share of a community fund, yuan."""

    area = area_code()

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
            "committed_on",
            "opinion",
            "overseen_on",
            "payee",
            "voucher_no",
            "paid_on",
            "status",
        ]


class GrantViewSet(ScopedViewSet):
    """Made by the approval of a project, never by a request."""

    queryset = Grant.objects.select_related("area")
    serializer_class = GrantSerializer
    filterset, workflow = GrantFilter, GRANT


register("grants", GrantViewSet)
