"""Versions of the templates of papers."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models import PaperTemplate
from .tables import TemplateFilter
from .workflow import TEMPLATE


class TemplateSerializer(serializers.ModelSerializer):
    created_by = serializers.CharField(source="created_by.name", read_only=True)
    confirmed_by = serializers.SerializerMethodField()

    class Meta:
        model = PaperTemplate
        fields = [
            "id",
            "kind",
            "no",
            "reason",
            "status",
            "created_by",
            "confirmed_by",
            "begun_at",
            "ended_at",
            "version",
            "updated_at",
        ]

    def get_confirmed_by(self, template) -> str:
        return template.confirmed_by.name if template.confirmed_by else ""


class TemplateViewSet(ScopedViewSet):
    queryset = PaperTemplate.objects.with_people()
    serializer_class = TemplateSerializer
    filterset, workflow = TemplateFilter, TEMPLATE
    order = Order("id")


register("paper-templates", TemplateViewSet)
